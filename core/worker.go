package core

import (
	"errors"
	"slices"

	"golang.org/x/sys/unix"

	"gocluster/core/sys"
	"gocluster/core/wire"
)

const (
	// bound is how many unread connections sit with one worker at the most; it may ask for fewer.
	bound = wire.PrefetchMax
	// sayingsMax is how many of a worker's words one turn reads, so that a flood delays others little.
	sayingsMax = 64
	// messageMin is the least kernel memory that a message in a channel takes, in bytes.
	messageMin = 256
	// refusalsMax is how many connections a worker may give back before it is handed others: more than it ever holds.
	refusalsMax = 256
)

// worker is one worker process, seen through its channel.
//
// The kernel's queue towards it is the only shared state. The core keeps a duplicate of the receiving end: it tells how
// much is unread, and what is unread can be read back, each message by exactly one reader.
type worker struct {
	reactor  *reactor
	primary  *primary
	id       uint32
	channel  int // owned: sends connections, hears the worker
	inbox    int // owned: duplicate of the worker's receiving end
	pidfd    int // owned, or -1 where the kernel has none: then the primary says when the worker is gone
	token    int32
	pidtok   int32 // the pidfd's token
	batch    []connection
	prefetch int    // how many it wants unread at the most, 1 to bound
	unread   int    // upper bound of the words in the kernel's queue, plus the batch
	asked    uint64 // the turn in which the kernel was asked last
	sent     uint64 // words that went into the queue since it was last taken back
	handed   int    // connections that it may give back
	stall    stall
	gone     bool
}

func (w *worker) rank() rank { return rankWorker }

func (w *worker) free() bool       { return w.depth() == 0 }
func (w *worker) underBound() bool { return !w.stall.probed && w.depth() < w.prefetch }
func (w *worker) hasRoom() bool    { return !w.stall.stalled() && w.underBound() }

// depth asks the kernel once a turn, and only where the answer could be lower than what is known.
func (w *worker) depth() int {
	if w.unread > len(w.batch) && w.asked != w.reactor.turns {
		w.ask()
	}
	return w.unread
}

func (w *worker) ask() {
	w.asked = w.reactor.turns
	if bytes, err := sys.Unread(w.inbox); err == nil {
		w.unread = bytes/wire.WordSize + len(w.batch)
	}
}

// read is how many words the worker has read since its queue was last taken back, as far as is known.
func (w *worker) read() uint64 { return w.sent - uint64(w.unread-len(w.batch)) }

// assign gives the worker a connection, to be sent at the end of the turn.
func (w *worker) assign(c connection) {
	if len(w.batch) == 0 {
		w.reactor.dirty = append(w.reactor.dirty, w)
	}
	w.batch = append(w.batch, c)
	w.unread++
	w.reactor.startClock()
}

// send writes the batch. Each connection is a message of its own: the worker reads one when it comes to it, and all others can
// be taken back from it until then.
func (w *worker) send() {
	burst := w.reactor.burst
	unread := w.unread - len(w.batch)
	for i, c := range w.batch {
		word := c.listener.id
		if unread++; unread == w.prefetch || unread == w.prefetch/2 {
			word |= wire.WantRoom
		}
		burst.Set(i, word, c.fd)
	}
	sent, err := burst.Send(w.channel, len(w.batch))
	for _, c := range w.batch[:sent] {
		w.reactor.handedOff = append(w.reactor.handedOff, c.fd)
	}
	w.batch = slices.Delete(w.batch, 0, sent)
	w.sent += uint64(sent)
	w.handed = min(w.handed+sent, refusalsMax)
	if err != nil {
		w.sendFailed(err)
	}
}

// sendFailed finds out whose fault it is. Where the program has closed a connection that was the core's, that one has ended;
// where the kernel is out of something the worker counts as full for this turn; any other error means that its channel is of no
// use any more.
func (w *worker) sendFailed(err error) {
	switch {
	case errors.Is(err, unix.EBADF) && !sys.IsOpen(w.batch[0].fd):
		w.batch = slices.Delete(w.batch, 0, 1)
		w.unread--
		w.send()
	case sys.IsTransient(err):
		w.returnBatch()
		w.unread, w.asked = bound, w.reactor.turns
	default:
		w.returnBatch()
		w.breakOff(err)
	}
}

// breakOff closes the channel of a worker that did what no worker may do.
func (w *worker) breakOff(err error) {
	w.primary.notify(wire.Notice{Kind: wire.Broken, ID: w.id, Errno: Errno(err)})
	w.lose()
}

func (w *worker) returnBatch() {
	for i := len(w.batch) - 1; i >= 0; i-- {
		c := w.batch[i]
		w.batch = w.batch[:i]
		w.unread--
		c.listener.giveBack(c)
	}
}

// run hears the worker.
func (w *worker) run(uint32) {
	if err := w.hear(sayingsMax); err != nil {
		w.breakOff(err)
	}
}

// hear reads up to limit words. An error means that the worker broke the protocol.
func (w *worker) hear(limit int) error {
	m := w.reactor.message
	w.reactor.probeRoom()
	if w.reactor.crowded {
		// What the kernel finds no place for it closes itself, and that may wait: the watchdog must be awake.
		w.reactor.startClock()
		w.reactor.reserve.spend()
		defer w.reactor.reserve.fill()
	}
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
		saying, err := wire.ParseSaying(m.Bytes[:bytes], fds)
		if err != nil {
			discardAll(m.FDs[:fds])
			return err
		}
		if err := w.obey(saying, int(m.FDs[0])); err != nil {
			return err
		}
	}
	return nil
}

func (w *worker) obey(saying wire.Saying, fd int) error {
	// A listener that is not there any more, or that the worker has no part in, changes nothing: the word may have
	// crossed with the primary's decision.
	l := w.primary.listeners[saying.Listener]
	switch saying.Say {
	case wire.Ready:
		if l != nil {
			l.start(w)
		}
	case wire.Gone:
		if l != nil {
			l.stop(w)
		}
	case wire.Room:
		w.checkRecovery()
		w.primary.dispatch()
	case wire.Prefetch:
		w.prefetch = saying.Count
		w.primary.dispatch()
	case wire.Refuse:
		return w.refuse(l, fd)
	}
	return nil
}

// refuse takes a connection back that the worker had read already. It gives back no more than it was handed: the rest of
// the process needs the descriptors.
func (w *worker) refuse(l *listener, fd int) error {
	_, err := sys.StreamFamily(fd)
	if err != nil || w.handed == 0 || l != nil && !sys.IsConnection(fd, l.family) {
		sys.Discard(fd)
		return unix.EBADMSG
	}
	w.handed--
	if l == nil || !l.members[w].known {
		sys.Discard(fd)
		return nil
	}
	l.giveBack(connection{fd, l})
	l.dispatch()
	return nil
}

// drain hands the worker nothing more. The channel stays: it may refuse what it has read.
func (w *worker) drain() {
	for _, l := range w.primary.listeners {
		l.leave(w)
	}
	w.takeBack()
	w.primary.dispatch()
}

// lose ends the channel of a worker that died or broke the protocol. What it had not read goes to others.
func (w *worker) lose() {
	if w.gone {
		return
	}
	w.gone = true
	w.reactor.running = w      // whoever wanted it: after a panic it is to be lost all the same
	w.reactor.closeHandedOff() // what comes back needs the places
	for _, l := range w.primary.listeners {
		l.leave(w)
	}
	sys.StopWriting(w.inbox) // it may be alive
	_ = w.hear(w.unheard())  // what it refused before it ended
	w.takeBack()
	for _, l := range w.primary.listeners {
		delete(l.members, w)
	}
	delete(w.primary.workers, w.id)
	w.primary.dispatch()
	w.close()
}

// unheard is an upper bound of the messages that the worker has sent and nobody has read.
func (w *worker) unheard() int {
	bytes, err := sys.Unsent(w.inbox)
	if err != nil {
		return 0
	}
	return bytes/messageMin + 1
}

// silence reads what the worker has still said and drops it. The kernel would close the descriptors of an unread message
// inside of the channel's close, and that can take as long as the worker likes.
func (w *worker) silence() {
	sys.StopWriting(w.inbox)
	m := w.reactor.message
	for range w.unheard() {
		_, fds, err := m.Receive(w.channel)
		if errors.Is(err, unix.EAGAIN) {
			return
		}
		discardAll(m.FDs[:fds])
	}
}

func (w *worker) close() {
	w.silence()
	w.reactor.forget(w.token)
	// The worker still holds the other ends, and the epoll set the watch, until they are closed there too.
	w.reactor.epoll.Remove(w.channel)
	sys.Close(w.channel)
	sys.Close(w.inbox)
	if w.pidfd >= 0 {
		w.reactor.forget(w.pidtok)
		w.reactor.epoll.Remove(w.pidfd)
		sys.Close(w.pidfd)
	}
}

// exit is the worker's pidfd as a source: it is ready once the process has ended, even if the primary is blocked.
type exit struct{ *worker }

func (e exit) run(uint32) { e.lose() }

// discardAll closes descriptors that came with a message.
func discardAll(fds []int32) {
	for _, fd := range fds {
		sys.Discard(int(fd))
	}
}
