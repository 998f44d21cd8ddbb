package core

import (
	"errors"

	"golang.org/x/sys/unix"

	"gocluster/core/policy"
	"gocluster/core/sys"
	"gocluster/core/wire"
)

const (
	// pendingMax bounds how many accepted connections a listener holds while no worker may get one. Further ones stay in
	// the kernel's backlog, and the clients feel it.
	pendingMax = 4096
	// acceptMax bounds how many connections one listener accepts in an iteration, so that others get theirs.
	acceptMax = 64
)

// listener is a listening socket of the primary's, which the core accepts on.
type listener struct {
	reactor    *reactor
	rotation   *rotation // of its cluster's listeners
	id         uint32
	fd         int // owned: a duplicate
	family     int // AF_INET, AF_INET6 or AF_UNIX
	token      int32
	members    members
	options    wire.ListenOptions
	policy     policy.Policy[*worker] // who is next of those that serve
	peeker     *peeker                // nil where nothing has to be known of first bytes
	pending    held
	hasPlace   func(*worker) bool // for one more that waits for it; made when it is needed
	turn       uint64             // the last one that it had
	waiting    bool               // for its next
	wanting    bool               // its workers know
	pulled     bool               // they took some themselves, the last time that they were wanted
	pulledAt   uint64             // how many they had taken so when they came to be wanted
	queue      kernelQueue
	backlog    bool // there may be connections in the kernel: epoll has said so, or is not asked
	armed      bool // epoll reports waiting connections
	backingOff bool // out of descriptors or memory: until the next tick
	shutDown   bool // shut down by somebody else
	suspended  bool // another process accepts in its place
	accepted   int  // connections, in the iteration of the reactor that is looked
	looked     uint64

	waitedTicks int  // in a row
	reported    bool // as saturated
	stats       wire.ListenerStats
}

func (l *listener) rank() rank { return rankListener }

// run notes that there are connections: they are accepted at the end of the iteration, when it is known who may get one.
// Level-triggered: what is left over comes again in the next iteration.
func (l *listener) run(events uint32) {
	l.backlog = true
	if events&(unix.EPOLLHUP|unix.EPOLLERR) != 0 {
		// Somebody who shares the socket has shut it down. epoll would report that for ever.
		l.reactor.epoll.Remove(l.fd)
		l.shutDown = true
	}
	l.rotation.enter(l)
}

func (l *listener) accepting() bool { return !l.shutDown && !l.suspended }

// suspend is for a socket on which another process accepts: nothing more is taken from it, and what is held is handed out.
func (l *listener) suspend() {
	if !l.accepting() {
		return
	}
	l.suspended = true
	l.reactor.epoll.Remove(l.fd)
	l.rotation.enter(l) // its workers are not to pull
}

// resume is for a process that is gone. A socket that cannot be watched again counts as one that was shut down.
func (l *listener) resume() {
	if !l.suspended {
		return
	}
	l.suspended, l.backlog, l.armed = false, true, true
	l.shutDown = l.reactor.epoll.Add(l.fd, sys.Readable, l.token) != nil
	l.rotation.enter(l)
}

// waits tells whether a worker that may get a connection would find one.
func (l *listener) waits() bool {
	return l.members.serve() && (l.pending.len() > 0 || l.backlog && l.accepting())
}

// handOutNext gives the connection that has waited longest to a worker. It tells whether there were both.
func (l *listener) handOutNext() bool {
	if l.peeker != nil {
		l.peekBacklog()
	}
	if l.pending.len() > 0 {
		if l.handOutHeld() {
			return true
		}
		if !l.isSticky() {
			return false
		}
	}
	if l.peeker != nil || !l.members.anyEligible() || l.mayHaveToHold() && !l.mayHold() {
		return false
	}
	c, accepted := l.accept()
	if !accepted {
		return false
	}
	w, found := l.pick(c)
	if !found {
		l.hold(c) // those that may get one now are not for this one
		return false
	}
	w.assign(c)
	if l.armed && !l.pulled && !l.members.anyEligible() {
		// Whether there are more epoll will say: as a rule the worker is idle again before there are. Where workers had to
		// help themselves of late there are, and they are told at once.
		l.backlog = false
	}
	return true
}

// holdBacklog accepts what no worker may get now, as far as it may be held.
func (l *listener) holdBacklog() {
	for l.peeker == nil && l.mayHold() {
		c, accepted := l.accept()
		if !accepted {
			return
		}
		l.hold(c)
	}
}

// mayHold tells whether a connection may be accepted that no worker may get now.
func (l *listener) mayHold() bool {
	return !l.mayBePulled() && l.members.serve() && l.pending.len() < pendingMax && !l.reactor.holding.full()
}

// mayBePulled tells whether its workers may take connections themselves, so that the kernel may keep what nobody may get now.
func (l *listener) mayBePulled() bool {
	return l.peeker == nil && !l.mayHaveToHold() && l.queue.isLong()
}

// accept takes a connection out of the backlog; the caller owns it. There may be none for this iteration.
func (l *listener) accept() (c connection, accepted bool) {
	if l.looked != l.reactor.iterations {
		l.looked, l.accepted = l.reactor.iterations, 0
	}
	if !l.backlog || !l.accepting() || l.backingOff || l.accepted >= acceptMax {
		return c, false
	}
	fd, peer, err := sys.Accept(l.fd)
	if err != nil {
		l.acceptFailed(err)
		return c, false
	}
	l.accepted++
	l.stats.Accepted++
	return newConnection(fd, l, peer, l.reactor.now), true
}

func (l *listener) acceptFailed(err error) {
	switch {
	case errors.Is(err, unix.EMFILE), errors.Is(err, unix.ENFILE), errors.Is(err, unix.ENOBUFS), errors.Is(err, unix.ENOMEM):
		if len(l.reactor.dirty) > 0 {
			l.accepted = acceptMax // what this iteration hands out is closed at its end
			return
		}
		// The connection stays in the backlog and would make epoll report it for ever.
		l.backingOff = true
		l.reactor.stats.FDShortages++
	default:
		// EAGAIN, or an error of one connection (ECONNABORTED, ...), which the kernel has removed: see accept(2).
		l.backlog = false
	}
}

// hold keeps a connection until a worker may get it.
func (l *listener) hold(c connection) {
	l.pending.push(c, l.homeOf(c))
	l.countPending()
	l.reactor.holding.count++
	l.reactor.startClock()
}

// release is the connection that was held longest for a worker, or for anyone. The caller owns it.
func (l *listener) release(home *worker) connection {
	l.reactor.holding.count--
	return l.pending.pop(home)
}

// giveBack returns a connection that has already waited; it goes to the front. With a closed listener it ends.
func (l *listener) giveBack(c connection) {
	if l.fd < 0 {
		sys.Discard(c.fd)
		return
	}
	l.pending.pushFront(c, l.homeOf(c))
	l.countPending()
	l.reactor.holding.count++
	l.rotation.enter(l)
	l.reactor.startClock()
}

func (l *listener) countPending() {
	l.stats.PendingMax = max(l.stats.PendingMax, uint64(l.pending.len()))
}

// watch lets epoll report the listener unless it is known that connections wait, and they can't be accepted now: it would report
// them for ever.
func (l *listener) watch() {
	if l.fd < 0 || !l.accepting() {
		return
	}
	if l.backingOff {
		l.reactor.startClock()
	}
	armed := !l.backingOff && l.members.serve() && (!l.backlog || l.hasHadItsShare())
	l.backlog = l.backlog || !armed
	if armed == l.armed {
		return
	}
	l.armed = armed
	events := uint32(sys.Nothing)
	if armed {
		events = sys.Readable
	}
	_ = l.reactor.epoll.Modify(l.fd, events, l.token)
}

// close lets go of the socket: the address is free once the primary's JavaScript has closed its own, too. Connections that
// nobody was handed end here.
func (l *listener) close() {
	l.reactor.forget(l.token)
	l.reactor.epoll.Remove(l.fd)
	sys.Close(l.fd)
	l.fd = -1
	if l.peeker != nil {
		l.peeker.close()
	}
	held := l.pending.takeAll(nil)
	l.reactor.holding.count -= len(held)
	for _, c := range held {
		sys.Discard(c.fd)
		l.reactor.headers.put(c.header)
	}
	l.members, l.policy = members{}, nil
}
