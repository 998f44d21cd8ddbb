package core

import (
	"errors"

	"golang.org/x/sys/unix"

	"gocluster/core/peek"
	"gocluster/core/sys"
	"gocluster/core/wire"
)

const (
	// messagesMax is how many of a worker's messages one iteration reads, so that a flood delays others little.
	messagesMax = 64
	// messageMin is the least kernel memory that a message in a channel takes, in bytes.
	messageMin = 256
)

// run reads what the worker has sent.
func (w *worker) run(uint32) {
	if err := w.readMessages(messagesMax); err != nil {
		w.breakOff(err)
	}
}

// readMessages reads up to limit of them. An error means that the worker broke the protocol.
func (w *worker) readMessages(limit int) error {
	m := w.reactor.message
	for range limit {
		bytes, fds, err := m.Receive(w.channel)
		if sys.IsTransient(err) {
			return nil
		}
		if errors.Is(err, unix.EMFILE) {
			continue // a refused connection is lost; the worker did nothing wrong
		}
		if err != nil {
			return err
		}
		message, err := wire.ParseWorkerMessage(m.Bytes[:bytes], fds)
		if err != nil {
			discardAll(m.FDs[:fds])
			return err
		}
		if err := w.handle(message, int(m.FDs[0])); err != nil {
			return err
		}
	}
	return nil
}

// handle owns the descriptor of a message that has one.
func (w *worker) handle(message wire.WorkerMessage, fd int) error {
	// A listener that is not there any more, or that the worker is no member of, changes nothing: the message may have
	// crossed with the primary's decision.
	l := w.cluster.listeners.get(message.Listener)
	switch message.Kind {
	case wire.Ready:
		if l != nil {
			l.setReady(w, true)
		}
	case wire.Gone, wire.Full:
		if l != nil {
			l.setReady(w, false)
			l.members.of(w).lent = message.Kind == wire.Full && l.members.of(w).lent
		}
	case wire.Idle:
		w.flow.page.Woken() // what waits is handed out at the end of the iteration
	case wire.Refuse:
		return w.takeRefused(l, fd, message.Header)
	}
	return nil
}

// takeRefused takes a connection that the worker had read already. It gives back no more than it was handed or has pulled: others need
// the descriptors.
func (w *worker) takeRefused(l *listener, fd int, header []byte) error {
	_, err := sys.StreamFamily(fd)
	if len(header) > 0 && !new(peek.Header).ReadAppended(header) {
		err = unix.EBADMSG
	}
	w.creditPulled()
	if err != nil || w.handed == 0 || l != nil && !sys.IsConnection(fd, l.family) {
		sys.Discard(fd)
		return unix.EBADMSG
	}
	w.handed--
	w.stats.Refused++
	if l == nil || !l.members.admitted(w) {
		sys.Discard(fd)
		return nil
	}
	l.stats.Refused++
	if w.restored {
		l.setReady(w, false) // what it has said before, nobody knows: it may be full
	}
	l.giveBack(l.revive(fd, header))
	return nil
}

// messagesBound is an upper bound of the messages that the worker has sent and nobody has read.
func (w *worker) messagesBound() int {
	bytes, err := sys.Unsent(w.inbox)
	if err != nil {
		return 0
	}
	return bytes/messageMin + 1
}

// drainMessages reads what the worker has still sent and drops it. The kernel would close the descriptors of an unread message
// inside of the channel's close, and that can take as long as the worker likes.
func (w *worker) drainMessages() {
	sys.StopWriting(w.inbox)
	m := w.reactor.message
	for range w.messagesBound() {
		_, fds, err := m.Receive(w.channel)
		if errors.Is(err, unix.EAGAIN) {
			return
		}
		discardAll(m.FDs[:fds])
	}
}
