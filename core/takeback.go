package core

import (
	"encoding/binary"

	"gocluster/core/sys"
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

// decode adds the connections of a message that was taken back. Words and descriptors are as the core sent them, unless
// the worker has put a filter on its socket.
func (w *worker) decode(taken []connection, bytes, fds int) []connection {
	m := w.reactor.message
	next := 0
	for at := 0; at+wire.WordSize <= bytes && next < fds; at += wire.WordSize {
		id := binary.LittleEndian.Uint32(m.Bytes[at:]) &^ wire.WantRoom
		if id == wire.Probe {
			continue
		}
		fd := int(m.FDs[next])
		next++
		if l := w.primary.listeners[id]; l != nil {
			taken = append(taken, connection{fd, l})
		} else {
			sys.Discard(fd)
		}
	}
	closeAll(m.FDs[next:fds])
	return taken
}

// probe leaves a word without a connection in an emptied queue: so the worker does not look free before it reads again.
func (w *worker) probe() {
	m := w.reactor.message
	binary.LittleEndian.PutUint32(m.Bytes[:], wire.Probe|wire.WantRoom)
	if err := m.Send(w.channel, wire.WordSize, 0); err == nil {
		w.sent++
		w.unread++
	}
}
