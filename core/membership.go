package core

import "slices"

// membership is what a worker is to a listener. The primary and the worker have a channel each, so their messages may cross:
// the last message of either holds until its next.
type membership struct {
	worker   *worker
	admitted bool // was a member once
	joined   bool // as the primary has it
	ready    bool // as the worker has it
	chosen   bool // the policy chooses from it
	lent     bool // it was sent the listening socket
}

// serves tells whether the worker takes connections of the listener.
func (m *membership) serves() bool { return m.joined && m.ready }

// members are the workers that a listener knows, in the order in which it came to know them.
type members struct {
	all    []membership
	chosen []*worker // those that the policy chooses from
}

// of finds a worker's membership; nil where there is none. It is good until the next is made.
func (m *members) of(w *worker) *membership {
	for i := range m.all {
		if m.all[i].worker == w {
			return &m.all[i]
		}
	}
	return nil
}

// make is of, for a worker that gets a membership if it has none.
func (m *members) make(w *worker) *membership {
	if known := m.of(w); known != nil {
		return known
	}
	m.all = append(m.all, membership{worker: w})
	return &m.all[len(m.all)-1]
}

// admitted tells whether the worker was a member once: it may refuse what it was handed.
func (m *members) admitted(w *worker) bool {
	known := m.of(w)
	return known != nil && known.admitted
}

// forget is for a worker that does not serve any more.
func (m *members) forget(w *worker) {
	m.all = slices.DeleteFunc(m.all, func(each membership) bool { return each.worker == w })
}

// serve tells whether anybody serves.
func (m *members) serve() bool { return len(m.chosen) > 0 }

// anyEligible tells whether anybody may get a connection now.
func (m *members) anyEligible() bool {
	for _, w := range m.chosen {
		if w.eligible() {
			return true
		}
	}
	return false
}

// stay tells whether anybody serves who is not on its way out.
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

// setReady is for a worker that takes connections, once it is a member, or none for the time being.
func (l *listener) setReady(w *worker, ready bool) {
	l.members.make(w).ready = ready
	l.choose()
}

// choose brings the policy up to date with the members. A leaving worker comes last: it continues to serve while no other
// worker does, and gets nothing more as soon as one stays. What it has not read goes to that worker; if too many connections
// are held, it serves them itself.
func (l *listener) choose() {
	stay, changed := l.members.stay(), false
	for i := range l.members.all {
		m := &l.members.all[i]
		wanted := m.serves() && !(stay && m.worker.leaving)
		if wanted == m.chosen {
			continue
		}
		m.chosen, changed = wanted, true
		if wanted {
			l.members.chosen = append(l.members.chosen, m.worker)
			l.policy.Add(m.worker)
		} else {
			l.members.chosen = without(l.members.chosen, m.worker)
			m.worker.flow.page.Unwant() // a listener that wants it says so at the end of the iteration
			l.policy.Remove(m.worker)
			if m.serves() {
				m.worker.relieve()
			}
		}
	}
	if changed {
		l.rehome()
		l.rotation.enter(l)
	}
}
