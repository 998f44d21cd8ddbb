package core

const (
	// stalledTicks is at how many ticks in a row a worker with unread connections has read nothing when it is stalled:
	// what it has not read goes to a worker that is free.
	stalledTicks = 2
	// stuckTicks is when it is stuck: then a worker that is busy, but reads, is the better place, too. That is half a
	// second: what a worker has unread that only takes long over a request is best left where it is.
	stuckTicks = 13
)

// stall is what the clock remembers of a worker with unread connections. The zero value: it reads.
type stall struct {
	ticks  int    // at which it had not read since the first of them
	seen   uint64 // words it had read by then
	probed bool   // a probe is in its queue, and until it reads that it gets nothing
}

func (s stall) stalled() bool { return s.ticks >= stalledTicks }
func (s stall) stuck() bool   { return s.ticks >= stuckTicks }

// checkProgress runs at each tick. A worker that stalls while another could do its work loses what it has not read; it
// tells whether the clock must go on for this worker.
func (w *worker) checkProgress() bool {
	if w.unread > 0 {
		w.ask()
	}
	if w.unread == 0 {
		w.stall = stall{}
		return false
	}
	if w.stall.ticks == 0 || w.read() != w.stall.seen {
		w.stall = stall{ticks: 1, seen: w.read()}
		return true
	}
	if w.stall.probed {
		return false // there is only the probe: reading it, the worker says Room
	}
	w.stall.ticks++
	if w.stall.stalled() && w.canBeRelieved() {
		ticks := w.stall.ticks
		w.takeBack()
		w.stall = stall{ticks: ticks, probed: w.probe()}
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

// canBeRelieved tells whether another worker is the better place for what this one has not read: a free one, or, for a stuck
// one's, any that reads. What a busy one has no room for is held meanwhile, and that takes descriptors.
func (w *worker) canBeRelieved() bool {
	busyOnesToo := w.stall.stuck() && !w.reactor.crowded
	for _, l := range w.primary.listeners {
		if !l.members[w].serves() {
			continue
		}
		for _, other := range l.ready.ring {
			if other != w && (other.free() || busyOnesToo && !other.stall.stalled()) {
				return true
			}
		}
	}
	return false
}
