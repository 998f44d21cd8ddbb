package core

// Pulling: while no worker of a listener is idle, the core does not accept on it. The workers do, on the socket that they were
// lent, each when it has time. A worker that finds no connection left wakes the core.

// want marks workers as wanted: those of all listeners for which connections wait. It tells whether a connection can be handed
// out after all, because a worker has become idle meanwhile.
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

// forbidPulling stops workers from pulling in this pass: the connections that the core holds for them have waited longest, and only
// an idle worker can be handed one.
func (l *listener) forbidPulling(pass uint64) {
	for _, w := range l.members.chosen {
		if l.maySendTo(w) {
			w.flow.pushOnly = pass
		}
	}
}

// maySendTo tells whether one of the connections that wait may be for this worker. Connections that wait for a worker of their own
// concern no other.
func (l *listener) maySendTo(w *worker) bool {
	return !l.isSticky() || l.backlog && l.accepting() || l.pending.anyone.len() > 0 || l.pending.waitFor(w) > 0
}

// want marks the workers as wanted, and lends the socket to those that may pull. It tells whether one of them is idle.
func (l *listener) want(pass uint64) (idle bool) {
	l.wanting = true
	l.reactor.startClock()
	for _, w := range l.members.chosen {
		if w.suspended || !l.maySendTo(w) {
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

// unwant takes the mark back, because no connection waits for the workers any more. Workers that another listener wanted in the
// last pass stay wanted.
func (l *listener) unwant(pass uint64) {
	if !l.wanting {
		return
	}
	l.wanting = false
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

// hasHadItsShare tells whether the listener has accepted as many connections as it may in this iteration.
func (l *listener) hasHadItsShare() bool {
	return l.looked == l.reactor.iterations && l.accepted >= acceptMax
}

// absorb accepts and holds connections when the kernel's queue may overflow. It tells whether the clock must go on for this
// listener.
func (l *listener) absorb() bool {
	if !l.wanting || !l.accepting() || !l.mayBePulled() {
		return false
	}
	for excess := l.queue.excess(); excess > 0 && l.pending.len() < pendingMax && !l.reactor.holding.full(); excess-- {
		l.accepted = 0 // these do not count as this iteration's share
		c, accepted := l.accept()
		if !accepted {
			break
		}
		l.hold(c)
	}
	return true
}

// countPulled is how many connections its workers have pulled, of any listener.
func (l *listener) countPulled() (count uint64) {
	for _, w := range l.members.chosen {
		count += w.flow.page.Pulled()
	}
	return count
}
