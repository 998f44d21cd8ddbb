package core

import (
	"time"

	"gocluster/core/policy"
	"gocluster/core/wire"
)

const (
	// homeMax bounds how many connections wait for one worker under a policy that binds them to one; further ones wait for the next
	// best.
	homeMax = 1024
	// soonMax is how long ago a busy worker's event loop may have turned for the worker to count as idle soon: a loop that has not
	// turned for longer is at work on something. On a busy machine it takes that long to get a CPU.
	soonMax = 20 * time.Millisecond
	// recheckAfter is the delay after which the core looks again at a connection that waits for a better worker than the idle ones.
	recheckAfter = 2 * time.Millisecond
)

// pick chooses a worker for a connection.
func (l *listener) pick(c connection) (*worker, bool) {
	c.Waited = policy.PatienceMax // a connection that comes back from a worker has waited long enough
	if c.accepted != 0 {
		c.Waited = l.reactor.now - c.accepted
	}
	w, found := l.policy.Pick(c.Connection, (*worker).state)
	if !found && l.options.Policy == wire.LeastConnections && l.members.anyEligible() {
		l.reactor.recheck.Start(recheckAfter) // otherwise nothing may wake the reactor before it has waited long enough
	}
	return w, found
}

// homeOf returns the worker that a connection has to wait for; nil if any worker may get it.
func (l *listener) homeOf(c connection) *worker {
	if l.placeFor == nil {
		l.placeFor = l.hasPlace
	}
	home, found := l.policy.Home(c.Connection, l.placeFor)
	if !found {
		return nil
	}
	return home
}

// hasPlace tells whether one more connection may wait for a worker. Each worker has a share of half of the places; more may wait for
// it only while the common part has places left. So there are places for everybody, however many workers are blocked. The last one
// is for a worker that takes the connection at once.
func (l *listener) hasPlace(w *worker) bool {
	if w == l.moving {
		return true
	}
	h := &l.reactor.holding
	waiting := l.pending.waitFor(w)
	inShare := waiting < min(pendingMax/2/len(l.members.chosen), h.share())
	inCommon := waiting < homeMax && l.pending.len() < pendingMax/2 && h.hasCommon()
	free := l.freePlaces()
	return (inShare || inCommon) && (free > 1 || free > 0 && w.eligible())
}

// freePlaces is how many more connections the listener may hold.
func (l *listener) freePlaces() int {
	free := pendingMax - l.pending.len()
	if l.peeker != nil {
		free -= l.peeker.count
	}
	return min(free, l.reactor.holding.free())
}

// maySomebodyWait tells whether the policy can find a place for one more connection, whoever it is for. If not, connections stay
// in the kernel's queue: they would take the places of those that a worker has time for.
func (l *listener) maySomebodyWait() bool {
	if !l.isSticky() {
		return l.freePlaces() > 0
	}
	for _, w := range l.members.chosen {
		if l.hasPlace(w) {
			return true
		}
	}
	return false
}

// handOutHeld assigns one of the held connections: one that any worker may get, or one that is bound to a worker that may get it
// now.
func (l *listener) handOutHeld() bool {
	if l.pending.anyone.len() > 0 {
		if w, found := l.pick(l.pending.anyone.front()); found {
			w.assign(l.release(nil))
			return true
		}
	}
	if l.pending.bound() == 0 {
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

// rehome moves held connections to the queues of their workers, after the workers that serve have changed. Where a worker was
// added, each of them may be that one's; otherwise only those of workers that do not serve any more have to move.
func (l *listener) rehome(added bool) {
	if !l.isSticky() || l.pending.len() == 0 {
		return
	}
	if added {
		l.rehomeQueue(nil)
	}
	for i := range l.members.all {
		if m := &l.members.all[i]; added || !m.chosen {
			l.rehomeQueue(m.worker)
		}
	}
}

// rehomeQueue goes once through the queue of a worker, or the one for any worker. What stays keeps its order.
func (l *listener) rehomeQueue(from *worker) {
	l.moving = from
	for range l.pending.queueOf(from).len() {
		c := l.pending.pop(from)
		l.pending.push(c, l.homeOf(c))
	}
	l.moving = nil
}

func (l *listener) isSticky() bool { return l.options.Policy == wire.Sticky }

// mayHaveToHold tells whether the policy may let a connection wait although a worker is idle.
func (l *listener) mayHaveToHold() bool {
	return l.options.Policy == wire.Sticky || l.options.Policy == wire.LeastConnections
}

// open is how many connections the worker has, including unread ones: those that it was handed or has pulled, less those that
// have ended.
func (w *worker) open() int {
	p := w.flow.page
	if p.Turns() == 0 {
		return policy.Unknown // it runs Node's own half of the cluster, which reports nothing
	}
	ended := p.Ended()
	return max(w.given+len(w.batch)+int(p.Pulled()-ended), 0)
}

// isIdleSoon tells whether a busy worker's event loop has turned within soonMax, unless the worker is stalled.
func (w *worker) isIdleSoon() bool {
	r := w.reactor
	return !w.flow.stall.stalled() && r.booted+r.now-w.flow.page.TurnedAt() < soonMax
}

func (w *worker) placeOf() uint32 { return w.place }
func (w *worker) number() uint32  { return w.id }
