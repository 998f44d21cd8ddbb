package core

import (
	"errors"

	"golang.org/x/sys/unix"

	"gocluster/core/sys"
)

const (
	// pendingMax bounds how many accepted connections a listener holds while no worker has room. Further ones stay in
	// the kernel's backlog, and the clients feel it.
	pendingMax = 1024
	// acceptMax bounds how many connections one listener accepts in a turn, so that others get theirs.
	acceptMax = 64
)

// membership is what a worker is to a listener. The primary and the worker speak on different channels, so their words may
// cross: what either of them has said last holds until it says otherwise.
type membership struct {
	known  bool // was a member once: may refuse what it was handed
	joined bool // by the primary's word
	ready  bool // by its own
}

// serves tells whether the worker is in the ring.
func (m membership) serves() bool { return m.joined && m.ready }

// listener is a bound, listening socket.
type listener struct {
	reactor *reactor
	id      uint32
	fd      int // owned
	family  int // AF_INET, AF_INET6 or AF_UNIX
	path    string
	token   int32
	members map[*worker]membership
	ready   roundRobin // the members that are ready
	pending queue
	watched bool // epoll reports waiting connections
	resting bool // out of descriptors or memory: until the next tick
	deaf    bool // shut down by somebody else
}

func (l *listener) rank() rank { return rankListener }

// run accepts what waits in the backlog. Level-triggered: what is left over comes again in the next turn.
func (l *listener) run(events uint32) {
	if events&(unix.EPOLLHUP|unix.EPOLLERR) != 0 {
		// Somebody who shares the socket has shut it down. epoll would report that for ever.
		l.reactor.epoll.Remove(l.fd)
		l.deaf = true
	}
	l.dispatch()
	for range acceptMax {
		w := l.ready.choose()
		if l.deaf || w == nil && !l.mayHold() {
			break
		}
		fd, err := sys.Accept(l.fd)
		if err != nil {
			l.acceptFailed(err)
			break
		}
		if w != nil {
			l.ready.take(w)
			w.assign(connection{fd, l})
		} else {
			l.hold(connection{fd, l})
		}
		if fd >= l.reactor.fdCeiling {
			l.reactor.crowded = true
			break
		}
	}
	l.watch()
}

// mayHold tells whether a connection may be accepted that no worker has room for.
func (l *listener) mayHold() bool {
	return len(l.ready.ring) > 0 && l.pending.len() < pendingMax && !l.reactor.crowded
}

func (l *listener) acceptFailed(err error) {
	switch {
	case errors.Is(err, unix.EAGAIN):
	case errors.Is(err, unix.EMFILE), errors.Is(err, unix.ENFILE), errors.Is(err, unix.ENOBUFS), errors.Is(err, unix.ENOMEM):
		// The connection stays in the backlog and would make epoll report it for ever.
		l.resting = true
	default:
		// Errors of that one connection (ECONNABORTED, ...), which the kernel has removed: see accept(2).
	}
}

// hold keeps a connection until a worker has room.
func (l *listener) hold(c connection) {
	l.pending.push(c)
	l.reactor.startClock()
}

// giveBack returns a connection that has already waited; it goes to the front. With a closed listener it ends.
func (l *listener) giveBack(c connection) {
	if l.fd < 0 {
		sys.Discard(c.fd)
		return
	}
	l.pending.pushFront(c)
	l.reactor.startClock()
}

// dispatch hands the pending connections to whoever has room now.
func (l *listener) dispatch() {
	for l.pending.len() > 0 {
		w := l.ready.choose()
		if w == nil {
			break
		}
		l.ready.take(w)
		w.assign(l.pending.pop())
	}
	l.watch()
}

// watch lets epoll report the listener just while a connection could be accepted: anything else would spin.
func (l *listener) watch() {
	if l.fd < 0 || l.deaf {
		return
	}
	if l.resting {
		l.reactor.startClock()
	}
	wanted := !l.resting && (l.mayHold() || l.ready.choose() != nil)
	if wanted == l.watched {
		return
	}
	l.watched = wanted
	events := uint32(sys.Nothing)
	if wanted {
		events = sys.Readable
	}
	_ = l.reactor.epoll.Modify(l.fd, events, l.token)
}

// join makes a worker a member; it is handed nothing before it is ready.
func (l *listener) join(w *worker) {
	m := l.members[w]
	m.known, m.joined = true, true
	l.become(w, m)
}

// leave ends the membership.
func (l *listener) leave(w *worker) {
	m := l.members[w]
	m.joined = false
	l.become(w, m)
}

// start: the worker takes connections, once it is a member.
func (l *listener) start(w *worker) {
	m := l.members[w]
	m.ready = true
	l.become(w, m)
}

// stop: it takes none for the time being.
func (l *listener) stop(w *worker) {
	m := l.members[w]
	m.ready = false
	l.become(w, m)
}

// become moves a worker into the ring, or out of it.
func (l *listener) become(w *worker, m membership) {
	before := l.members[w].serves()
	l.members[w] = m
	switch {
	case m.serves() && !before:
		l.ready.add(w)
		l.dispatch()
	case before && !m.serves():
		l.ready.remove(w)
		l.watch()
	}
}

// close frees the address at once. Connections that nobody was handed end here.
func (l *listener) close() {
	l.reactor.forget(l.token)
	l.reactor.epoll.Remove(l.fd)
	sys.Close(l.fd)
	l.fd = -1
	if l.path != "" {
		_ = unix.Unlink(l.path)
	}
	for l.pending.len() > 0 {
		sys.Discard(l.pending.pop().fd)
	}
	l.members, l.ready = nil, roundRobin{}
}
