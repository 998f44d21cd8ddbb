package core

import (
	"time"

	"gocluster/core/policy"
	"gocluster/core/wire"
)

const (
	// soonMax is how long ago a worker may have looked after its event loop last that will be idle in a moment: one that has not since
	// is at work on something. On a machine that is busy it takes that long to get a CPU.
	soonMax = 20 * time.Millisecond
	// recheckAfter is when a connection is looked at again that waits for a better worker than those that are idle.
	recheckAfter = 2 * time.Millisecond
)

// pick chooses a worker for a connection that was accepted in this iteration, or has waited.
func (l *listener) pick(c connection) (*worker, bool) {
	c.Waited = policy.PatienceMax // what comes back from a worker has waited
	if c.accepted != 0 {
		c.Waited = l.reactor.now - c.accepted
	}
	w, found := l.policy.Pick(c.Connection, (*worker).state)
	if !found && l.options.Policy == wire.LeastConnections && l.members.anyEligible() {
		l.reactor.recheck.Start(recheckAfter) // nothing else need happen until it has waited long enough
	}
	return w, found
}

// homeOf is the worker for which a connection waits, nil for anyone.
func (l *listener) homeOf(c connection) *worker {
	if l.hasPlace == nil {
		l.hasPlace = func(w *worker) bool { return l.pending.waitFor(w) < homeMax }
	}
	home, found := l.policy.Home(c.Connection, l.hasPlace)
	if !found {
		return nil
	}
	return home
}

// handOutHeld gives away one of those that were held: for anyone, or for a worker that may get one now.
func (l *listener) handOutHeld() bool {
	if l.pending.anyone.len() > 0 {
		if w, found := l.pick(l.pending.anyone.front()); found {
			w.assign(l.release(nil))
			return true
		}
	}
	if len(l.pending.of) == 0 {
		return false
	}
	for _, w := range l.members.chosen {
		if l.pending.waitFor(w) > 0 && w.eligible() {
			w.assign(l.release(w))
			return true
		}
	}
	return false
}

// rehome is for connections that wait, once others serve the listener: each for its worker.
func (l *listener) rehome() {
	if !l.isSticky() || l.pending.len() == 0 {
		return
	}
	for _, c := range l.pending.takeAll(l.members.chosen) {
		l.pending.push(c, l.homeOf(c))
	}
}

func (l *listener) isSticky() bool { return l.options.Policy == wire.Sticky }

// mayHaveToHold tells whether a connection may have to wait although somebody is idle, who is not for this one.
func (l *listener) mayHaveToHold() bool {
	return l.options.Policy == wire.Sticky || l.options.Policy == wire.LeastConnections
}

// open is how many connections the worker has, with those that it has not read: what was handed to it, and what it has pulled, less
// what has ended.
func (w *worker) open() int {
	p := w.flow.page
	if p.Turns() == 0 {
		return policy.Unknown // it has Node's own half
	}
	ended := p.Ended()
	return max(w.given+len(w.batch)+int(p.Pulled()-ended), 0)
}

// isIdleSoon tells whether a worker that is busy has looked after its event loop just now.
func (w *worker) isIdleSoon() bool {
	r := w.reactor
	return !w.flow.stall.stalled() && r.booted+r.now-w.flow.page.TurnedAt() < soonMax
}

func (w *worker) placeOf() uint32 { return w.place }
func (w *worker) number() uint32  { return w.id }
