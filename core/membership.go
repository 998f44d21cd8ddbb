package core

import "slices"

// membership is the relation of a worker to a listener. The primary and the worker use different channels, so their messages may
// cross: the last message of each holds until its next.
type membership struct {
	worker   *worker
	admitted bool // has been a member
	joined   bool // according to the primary
	ready    bool // according to the worker
	chosen   bool // the policy may choose it
	lent     bool // the worker was sent the listening socket
}

// serves tells whether the worker takes connections of the listener.
func (m *membership) serves() bool { return m.joined && m.ready }

// members are the workers that a listener knows, in the order in which it first learned of them.
type members struct {
	all    []membership
	chosen []*worker // workers that the policy chooses from
}

// of returns a worker's membership; nil if there is none. The pointer is valid until a membership is made or forgotten.
func (m *members) of(w *worker) *membership {
	for i := range m.all {
		if m.all[i].worker == w {
			return &m.all[i]
		}
	}
	return nil
}

// make returns a worker's membership, and adds it if there is none.
func (m *members) make(w *worker) *membership {
	if known := m.of(w); known != nil {
		return known
	}
	m.all = append(m.all, membership{worker: w})
	return &m.all[len(m.all)-1]
}

// admitted tells whether the worker has been a member, and so may refuse connections that it was handed.
func (m *members) admitted(w *worker) bool {
	known := m.of(w)
	return known != nil && known.admitted
}

// forget removes the membership of a worker.
func (m *members) forget(w *worker) {
	m.all = slices.DeleteFunc(m.all, func(each membership) bool { return each.worker == w })
}

// serve tells whether the policy has a worker to choose from.
func (m *members) serve() bool { return len(m.chosen) > 0 }

// anyEligible tells whether one of these workers may get a connection now.
func (m *members) anyEligible() bool {
	for _, w := range m.chosen {
		if w.eligible() {
			return true
		}
	}
	return false
}

// stay tells whether a worker serves that is not on its way out.
func (m *members) stay() bool {
	return slices.ContainsFunc(m.all, func(each membership) bool { return each.serves() && !each.worker.leaving })
}

// join makes a worker a member; it is handed nothing before it is ready.
func (l *listener) join(w *worker) {
	m := l.members.make(w)
	m.admitted, m.joined = true, true
	m.ready = m.ready || w.restored
	l.choose()
}

// leave ends the membership.
func (l *listener) leave(w *worker) {
	if m := l.members.of(w); m != nil {
		m.joined = false
		l.choose()
	}
}

// setReady notes whether the worker takes connections. That has an effect while the worker is a member.
func (l *listener) setReady(w *worker, ready bool) {
	l.members.make(w).ready = ready
	l.choose()
}

// choose updates the policy from the members. A leaving worker comes last: it serves only while no other worker stays, and gets
// nothing more as soon as one does. Its unread connections go to that worker; if too many connections are held, it serves them
// itself.
func (l *listener) choose() {
	stay, changed, added := l.members.stay(), false, false
	before := len(l.members.chosen)
	for i := range l.members.all {
		m := &l.members.all[i]
		wanted := m.serves() && !(stay && m.worker.leaving)
		if wanted == m.chosen {
			continue
		}
		m.chosen, changed = wanted, true
		if wanted {
			added = true
			l.members.chosen = append(l.members.chosen, m.worker)
			l.policy.Add(m.worker)
		} else {
			at := slices.Index(l.members.chosen, m.worker)
			l.members.chosen = slices.Delete(l.members.chosen, at, at+1)
			m.worker.flow.page.Unwant() // another listener that wants it says so again at the end of the iteration
			l.policy.Remove(m.worker)
			if m.serves() {
				m.worker.relieve()
			}
		}
	}
	if l.isSticky() {
		l.reactor.holding.homes += len(l.members.chosen) - before
	}
	if added {
		for i := range l.members.all {
			l.members.all[i].worker.flow.lookAgain()
		}
	}
	if changed {
		l.rehome(added)
		l.rotation.enter(l)
	}
}
