package core

import (
	"errors"

	"golang.org/x/sys/unix"

	"gocluster/core/peek"
	"gocluster/core/sys"
	"gocluster/core/wire"
)

const (
	// messagesMax bounds how many messages of a worker are read in an iteration, so that a flood of them does not delay others much.
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

// readMessages reads up to limit messages. An error means that the worker broke the protocol.
func (w *worker) readMessages(limit int) error {
	m := w.reactor.message
	for range limit {
		bytes, fds, err := m.Receive(w.channel)
		if sys.IsTransient(err) {
			return nil
		}
		if errors.Is(err, unix.EMFILE) {
			continue // no descriptor was free: a refused connection is lost, and the worker did nothing wrong
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

// handle carries out a message and owns its descriptor, if it has one.
func (w *worker) handle(message wire.WorkerMessage, fd int) error {
	// A message about a listener that is gone changes nothing: it may have crossed with the primary's decision. A worker that is no
	// member of the listener yet may be ready in advance: that counts from its join on.
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
		w.flow.page.Woken() // connections that wait are handed out at the end of the iteration
	case wire.Refuse:
		return w.takeRefused(l, fd, message.Header)
	}
	return nil
}

// takeRefused takes a connection that the worker had already read. A worker may refuse no more connections than it was handed or
// has pulled, because other workers need the descriptors.
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
		l.setReady(w, false) // its messages to the earlier core are lost: it may be full
	}
	l.giveBack(l.revive(fd, header))
	return nil
}

// messagesBound is an upper bound on the number of messages that the worker has sent and nobody has read.
func (w *worker) messagesBound() int {
	bytes, err := sys.Unsent(w.inbox)
	if err != nil {
		return 0
	}
	return bytes/messageMin + 1
}

// drainMessages reads and drops what the worker has still sent. Otherwise the close of the channel would close the descriptors in
// unread messages, and that can block for as long as the worker likes.
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
