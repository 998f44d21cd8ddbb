package core

import (
	"slices"

	"gocluster/core/wire"
)

// takeBack returns what the worker has not read to the listeners, in order.
func (w *worker) takeBack() {
	w.returnBatch()
	giveBack(w.readBack())
}

// relocate is takeBack for a live worker: up to bound connections that no other worker may get are sent to it again.
func (w *worker) relocate() {
	batch := w.emptyBatch()
	var movable, fixed []connection
	for _, c := range append(w.readBack(), batch...) {
		if c.listener.mayMove(c, w) || len(fixed) == bound {
			movable = append(movable, c)
		} else {
			fixed = append(fixed, c)
		}
	}
	giveBack(movable)
	for _, c := range fixed {
		w.assign(c)
	}
}

// mayMove tells whether a connection that a worker has not read may go to another one: another worker serves, and the policy does
// not bind the connection to this one.
func (l *listener) mayMove(c connection, w *worker) bool {
	others := func(m membership) bool { return m.worker != w && m.serves() }
	isBound := slices.Contains(l.members.chosen, w) && !l.policy.MayMove(c.Connection)
	return !isBound && slices.ContainsFunc(l.members.all, others)
}

func giveBack(connections []connection) {
	for _, c := range slices.Backward(connections) {
		c.listener.giveBack(c)
	}
}

// readBack empties the kernel's queue towards the worker. The caller owns the connections.
func (w *worker) readBack() (taken []connection) {
	unread := false
	for {
		bytes, fds, err := w.reactor.message.Receive(w.inbox)
		if bytes == 0 {
			break
		}
		unread = true
		dropped := err != nil // no descriptor was free: the kernel has closed the connection
		taken = w.decode(taken, bytes, fds, dropped)
	}
	w.handed = max(w.handed-len(taken), 0)
	w.flow.empty()
	if unread && !w.gone {
		w.flow.probe()
	}
	return taken
}

// decode appends the connection of a message that was read back; a probe has none. The message is as the core sent it, unless the
// worker has attached a filter to its socket.
func (w *worker) decode(taken []connection, bytes, fds int, dropped bool) []connection {
	m := w.reactor.message
	id, isLent := wire.ParseHandOff(m.Bytes[:bytes])
	l := w.cluster.listeners.get(id)
	if (fds > 0 || dropped) && !isLent {
		w.given--
	}
	if l != nil && isLent {
		l.members.make(w).lent = false
	}
	if isLent || id == wire.Probe || fds == 0 {
		discardAll(m.FDs[:fds])
		return taken
	}
	if l == nil {
		l = &listener{reactor: w.reactor, id: id, fd: -1} // the listener is closed: only this worker may have the connection
	}
	discardAll(m.FDs[1:fds])
	l.stats.TakenBack++
	w.stats.TakenBack++
	fd := int(m.FDs[0])
	return append(taken, l.revive(fd, m.Bytes[wire.HandOffSize:bytes]))
}
