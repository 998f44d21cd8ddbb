package core

// stall is what the clock remembers of a worker with unread connections. The zero value: it reads.
type stall struct {
	watched bool   // seen is from an earlier tick
	seen    uint64 // words it had read by then
	stalled bool   // it has read nothing from one tick to the next
	probed  bool   // a probe is in its queue
}

// checkProgress runs at each tick. A worker that stalls while another is free loses what it has not read; it tells
// whether the clock must go on for this worker.
func (w *worker) checkProgress() bool {
	if w.unread > 0 {
		w.ask()
	}
	if w.unread == 0 {
		w.stall = stall{}
		return false
	}
	if !w.stall.watched || w.read() != w.stall.seen {
		w.stall = stall{watched: true, seen: w.read()}
		return true
	}
	w.stall.stalled = true
	if w.stall.probed && w.unread == 1 {
		return false // only the probe: reading it, the worker says Room
	}
	if w.othersFree() {
		w.takeBack()
		w.probe()
		w.stall = stall{watched: true, stalled: true, probed: true}
		w.primary.dispatch()
	}
	return true
}

// checkRecovery runs when the worker says Room, which it may say without having read anything.
func (w *worker) checkRecovery() {
	w.ask()
	if w.unread == 0 || w.read() != w.stall.seen {
		w.stall = stall{}
	}
}

// othersFree tells whether a free worker serves a listener that this one serves.
func (w *worker) othersFree() bool {
	for _, l := range w.primary.listeners {
		if !l.members[w].serves() {
			continue
		}
		for _, other := range l.ready.ring {
			if other != w && other.free() {
				return true
			}
		}
	}
	return false
}
