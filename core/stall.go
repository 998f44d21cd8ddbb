package core

import "gocluster/core/policy"

const (
	// stalledTicks is the number of ticks in a row without a read after which a worker with unread connections is stalled:
	// what it has not read goes to an idle worker.
	stalledTicks = 2
	// stuckTicks is the number after which a worker that is busy, but reads, is the better place, too. That is half a
	// second: if the worker only takes long over one request, its unread connections are best left where they are.
	stuckTicks = 15
)

// stall is what the clock remembers of a worker with unread connections. The zero value: it reads.
type stall struct {
	ticks  int    // at which it had not read since the first of them
	seen   uint64 // messages it had read by then
	probed bool   // a probe is in its queue, and until it reads that it gets nothing
}

func (s stall) stalled() bool { return s.ticks >= stalledTicks }
func (s stall) stuck() bool   { return s.ticks >= stuckTicks }

// tick looks whether the worker has read anything since the last one. It tells whether the clock must go on for this worker.
func (f *flow) tick() bool {
	if f.owesProbe {
		f.probe()
		return true
	}
	if f.queued > 0 {
		f.ask()
	}
	switch {
	case !f.mayHaveUnread():
		f.stall = stall{}
		return false
	case f.stall.ticks == 0 || f.read() != f.stall.seen:
		f.stall = stall{ticks: 1, seen: f.read()}
		return true
	case f.stall.probed:
		return false // there is only the probe
	default:
		f.stall.ticks++
		return true
	}
}

// checkProgress runs at each tick. A worker that stalls while another could do its work loses what it has not read; it
// tells whether the clock must go on for this worker.
func (w *worker) checkProgress() bool {
	goOn := w.flow.tick()
	if !goOn || !w.flow.stall.stalled() {
		return goOn
	}
	ticks := w.flow.stall.ticks
	if ticks == stalledTicks {
		w.stats.Stalls++
	}
	if w.canBeRelieved() {
		w.relocate()
		w.flow.stall = stall{ticks: ticks, probed: !w.flow.owesProbe}
		w.cluster.rotation.handOut()
	}
	return true
}

// canBeRelieved tells whether another worker is the better place for what this one has not read: an idle one, or, for a stuck
// one's, any that reads. What a busy one may not have yet is held meanwhile, and that takes descriptors.
func (w *worker) canBeRelieved() bool {
	busyOnesToo := w.flow.stall.stuck() && !w.reactor.holding.full()
	for _, l := range w.cluster.listeners.all() {
		// One that has left may still have some to read.
		if m := l.members.of(w); m == nil || m.chosen && l.isSticky() {
			continue
		}
		for _, other := range l.members.chosen {
			if other != w && (other.state() == policy.Idle || busyOnesToo && other.reads()) {
				return true
			}
		}
	}
	return false
}

// reads tells whether the worker would come to what it is given, also where it is busy now.
func (w *worker) reads() bool { return !w.suspended && !w.flow.stall.stalled() }
