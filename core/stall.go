package core

import "gocluster/core/policy"

const (
	// stalledTicks is the number of ticks in a row without a read after which a worker with unread connections is stalled:
	// what it has not read goes to an idle worker.
	stalledTicks = 2
	// stuckTicks is the number of such ticks after which a busy worker is a better place for them, too, if it reads. It is half a
	// second, because a worker that only takes long over one request should keep its unread connections.
	stuckTicks = 15
)

// stall is what the clock remembers of a worker with unread connections. The zero value means that the worker reads.
type stall struct {
	ticks  int    // in a row without a read, counted from the one that set seen
	seen   uint64 // messages that the worker had read at the first of them
	probed bool   // a probe is in its queue, and the worker gets nothing until it has read that; nothing else there may move
}

func (s stall) stalled() bool { return s.ticks >= stalledTicks }
func (s stall) stuck() bool   { return s.ticks >= stuckTicks }

// lookAgain is called when a listener has got another worker. What was sent to a stalled worker again, because nobody else served
// it, may go there.
func (f *flow) lookAgain() {
	if f.stall.probed {
		f.stall.probed = false
		f.reactor.startClock()
	}
}

// tick checks whether the worker has read anything since the last tick. It tells whether the clock must go on for this worker.
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
		return false // only the probe is unread, and what nobody else may get
	default:
		f.stall.ticks++
		return true
	}
}

// checkProgress runs at each tick. It takes back what a stalled worker has not read if another worker could serve it. It tells
// whether the clock must go on for this worker.
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

// canBeRelieved tells whether another worker is a better place for what this one has not read: an idle worker or, if this one is
// stuck, any worker that reads. What a busy worker may not get yet is held meanwhile, and that takes descriptors.
func (w *worker) canBeRelieved() bool {
	busyOnesToo := w.flow.stall.stuck() && !w.reactor.holding.full()
	for _, l := range w.cluster.listeners.all() {
		// A worker that has left a listener may still have unread connections of it.
		if m := l.members.of(w); m == nil || m.chosen && l.isSticky() && !w.flow.hasMovable() {
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

// reads tells whether the worker would eventually read what it is given, even if it is busy now.
func (w *worker) reads() bool { return !w.suspended && !w.flow.stall.stalled() }
