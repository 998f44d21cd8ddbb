package core

import (
	"encoding/binary"

	"gocluster/core/wire"
)

// takeBack reads what the worker has not read and returns it to the listeners, in order. The caller dispatches.
func (w *worker) takeBack() {
	w.returnBatch()
	w.reactor.reserve.spend()
	var taken []connection
	for {
		bytes, fds, err := w.reactor.message.Receive(w.inbox)
		if bytes == 0 {
			break
		}
		if err != nil {
			continue // no room in spite of the reserve: the kernel has closed these
		}
		taken = w.decode(taken, bytes, fds)
	}
	for i := len(taken) - 1; i >= 0; i-- {
		taken[i].listener.giveBack(taken[i])
	}
	w.reactor.reserve.fill()
	w.handed = max(w.handed-len(taken), 0)
	w.unread, w.sent = 0, 0
	w.stall = stall{}
}

// decode adds the connection of a message that was taken back; a probe has none. The message is as the core sent it, unless
// the worker has put a filter on its socket.
func (w *worker) decode(taken []connection, bytes, fds int) []connection {
	m := w.reactor.message
	if bytes >= wire.WordSize && fds > 0 {
		id := binary.LittleEndian.Uint32(m.Bytes[:]) &^ wire.WantRoom
		if l := w.primary.listeners[id]; l != nil {
			taken = append(taken, connection{int(m.FDs[0]), l})
			discardAll(m.FDs[1:fds])
			return taken
		}
	}
	discardAll(m.FDs[:fds])
	return taken
}

// probe leaves a word without a connection in an emptied queue: so the worker does not look free before it reads again. It
// tells whether the kernel took it.
func (w *worker) probe() bool {
	m := w.reactor.message
	binary.LittleEndian.PutUint32(m.Bytes[:], wire.Probe|wire.WantRoom)
	if err := m.Send(w.channel, wire.WordSize); err != nil {
		return false
	}
	w.sent++
	w.unread++
	return true
}
