package core

// Pulling: while nobody of a listener is idle the core does not accept there. Its workers do, from the socket that they are lent,
// each as it has time, and who finds nothing left wakes the core.

// want tells the workers of all listeners for which connections wait that they are wanted. It tells whether one of them can be handed
// a connection all the same: it has become idle meanwhile.
func (r *rotation) want() (more bool) {
	r.passes++
	for _, l := range r.waiting {
		l.holdBacklog()
		if l.pending.len() > 0 || !l.mayBePulled() {
			l.forbidPulling(r.passes)
		}
	}
	for _, l := range r.waiting {
		if l.waits() && l.want(r.passes) && l.hasNext() {
			more = true
		}
	}
	return more
}

// forbidPulling: what the core holds has waited longest, and only who is idle can be handed it.
func (l *listener) forbidPulling(pass uint64) {
	for _, w := range l.members.chosen {
		w.flow.pushOnly = pass
	}
}

// want tells whether a worker is idle.
func (l *listener) want(pass uint64) (idle bool) {
	if !l.wanting {
		l.wanting, l.pulledAt = true, l.countPulled()
	}
	l.reactor.startClock()
	for _, w := range l.members.chosen {
		if w.suspended {
			continue
		}
		if m := l.members.of(w); !m.lent && w.flow.pushOnly != pass {
			m.lent = w.flow.lend(l)
		}
		if !w.flow.want(pass) && w.eligible() {
			idle = true
		}
	}
	return idle
}

// unwant: nothing waits for its workers any more. Those that another listener wants were told so in the last pass.
func (l *listener) unwant(pass uint64) {
	if !l.wanting {
		return
	}
	l.wanting, l.pulled = false, l.countPulled() != l.pulledAt
	for _, w := range l.members.chosen {
		if w.flow.wanted != pass {
			w.flow.page.Unwant()
		}
	}
}

// hasNext tells whether a connection could be handed out in this iteration.
func (l *listener) hasNext() bool {
	if l.peeker != nil && !l.mayPeek() {
		return l.pending.len() > 0
	}
	return l.pending.len() > 0 || l.backlog && l.accepting() && !l.backingOff && !l.hasHadItsShare()
}

// hasHadItsShare tells whether it has accepted as many as it may in this iteration.
func (l *listener) hasHadItsShare() bool {
	return l.looked == l.reactor.iterations && l.accepted >= acceptMax
}

// absorb takes out of the kernel's queue what could make it overflow. It tells whether the clock must go on for this listener.
func (l *listener) absorb() bool {
	if !l.wanting || !l.accepting() || !l.mayBePulled() {
		return false
	}
	for excess := l.queue.excess(); excess > 0 && l.pending.len() < pendingMax && !l.reactor.holding.full(); excess-- {
		l.accepted = 0 // it is not this iteration's share
		c, accepted := l.accept()
		if !accepted {
			break
		}
		l.hold(c)
	}
	return true
}

// countPulled is how many connections its workers have taken themselves, of whatever listener.
func (l *listener) countPulled() (count uint64) {
	for _, w := range l.members.chosen {
		count += w.flow.page.Pulled()
	}
	return count
}
