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

// relocate is takeBack for a worker that lives: what may not move to another one stays with it.
func (w *worker) relocate() {
	w.returnBatch()
	var movable, fixed []connection
	for _, c := range w.readBack() {
		if c.listener.policy.MayMove(c.Connection) {
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
		if err != nil {
			continue // the table is full: the kernel has closed these
		}
		taken = w.decode(taken, bytes, fds)
	}
	w.handed = max(w.handed-len(taken), 0)
	w.flow.empty()
	if unread && !w.gone {
		w.flow.probe()
	}
	return taken
}

// decode adds the connection of a message that was taken back; a probe has none. The message is as the core sent it, unless
// the worker has put a filter on its socket.
func (w *worker) decode(taken []connection, bytes, fds int) []connection {
	m := w.reactor.message
	id, isLent := wire.ParseHandOff(m.Bytes[:bytes])
	l := w.cluster.listeners.get(id)
	if fds > 0 && !isLent {
		w.given--
	}
	if l != nil && isLent {
		l.members.make(w).lent = false
	}
	if l == nil || isLent || fds == 0 {
		discardAll(m.FDs[:fds])
		return taken
	}
	discardAll(m.FDs[1:fds])
	l.stats.TakenBack++
	w.stats.TakenBack++
	fd := int(m.FDs[0])
	return append(taken, l.revive(fd, m.Bytes[wire.HandOffSize:bytes]))
}
