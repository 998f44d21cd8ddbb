package core

import (
	"errors"

	"golang.org/x/sys/unix"

	"gocluster/core/policy"
	"gocluster/core/sys"
	"gocluster/core/wire"
)

const (
	// pendingMax bounds how many accepted connections a listener holds while no worker may get one. Further ones stay in the
	// kernel's backlog, so that clients notice the overload.
	pendingMax = 4096
	// acceptMax bounds how many connections one listener accepts in an iteration, so that other listeners get their share.
	acceptMax = 64
)

// listener is a listening socket of the primary on which the core accepts.
type listener struct {
	reactor    *reactor
	rotation   *rotation // of its cluster's listeners
	id         uint32
	fd         int // owned: a duplicate of the primary's descriptor
	family     int // AF_INET, AF_INET6 or AF_UNIX
	token      int32
	members    members
	options    wire.ListenOptions
	policy     policy.Policy[*worker] // chooses among the workers that serve
	peeker     *peeker                // nil if the first bytes are not needed
	pending    held
	placeFor   func(*worker) bool // hasPlace, made on first use
	moving     *worker            // whose queue is gone through: what waits there has its place
	turn       uint64             // the number of its last turn in the rotation
	waiting    bool               // in the rotation, for its next turn
	wanting    bool               // its workers have been marked as wanted
	pace       pace               // how fast connections come
	queue      kernelQueue
	backlog    bool // there may be connections in the kernel: epoll has reported some, or the watch is disarmed
	armed      bool // epoll reports waiting connections
	backingOff bool // out of descriptors or memory: accepts nothing until the next tick
	shutDown   bool // by another process that shares the socket
	suspended  bool // another process accepts on the socket instead
	accepted   int  // connections accepted in the iteration whose number is looked
	looked     uint64

	waitedTicks int  // ticks in a row at which connections waited
	reported    bool // as saturated
	stats       wire.ListenerStats
}

func (l *listener) rank() rank { return rankListener }

// run notes that connections wait. They are accepted at the end of the iteration, when it is known which workers may get one. The
// watch is level-triggered: what is left over is reported again in the next iteration.
func (l *listener) run(events uint32) {
	l.backlog = true
	if events&(unix.EPOLLHUP|unix.EPOLLERR) != 0 {
		// A process that shares the socket has shut it down. epoll would report that forever.
		l.reactor.epoll.Remove(l.fd)
		l.shutDown = true
	}
	l.rotation.enter(l)
}

func (l *listener) accepting() bool { return !l.shutDown && !l.suspended }

// suspend stops accepting, because another process accepts on the socket. Connections that are held are still handed out.
func (l *listener) suspend() {
	if !l.accepting() {
		return
	}
	l.suspended = true
	l.reactor.epoll.Remove(l.fd)
	l.rotation.enter(l) // so that its workers are told not to pull
}

// resume accepts again, because that process is gone. If epoll does not take the socket again, it counts as shut down.
func (l *listener) resume() {
	if !l.suspended {
		return
	}
	l.suspended, l.backlog, l.armed = false, true, true
	l.shutDown = l.reactor.epoll.Add(l.fd, sys.Readable, l.token) != nil
	l.rotation.enter(l)
}

// waits tells whether the listener has a worker that serves, and a connection that waits, as far as is known.
func (l *listener) waits() bool {
	return l.members.serve() && (l.pending.len() > 0 || l.backlog && l.accepting())
}

// handOutNext assigns the connection that has waited longest to a worker. It tells whether there were both.
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
		l.hold(c) // the workers that may get one now are not the ones for this connection
		return false
	}
	w.assign(c)
	l.pace.count(l)
	if l.armed && !l.pace.fast && !l.members.anyEligible() {
		// epoll will report further connections: as a rule a worker is idle again before there are any, and gets its turn.
		l.backlog = false
	}
	return true
}

// holdBacklog accepts connections that no worker may get now, as many as may be held.
func (l *listener) holdBacklog() {
	for l.peeker == nil && l.mayHold() {
		c, accepted := l.accept()
		if !accepted {
			return
		}
		l.hold(c)
	}
}

// mayHold tells whether a connection may be accepted although no worker may get it now.
func (l *listener) mayHold() bool {
	return !l.mayBePulled() && l.members.serve() && l.maySomebodyWait()
}

// mayBePulled tells whether the workers may accept connections themselves. If so, connections stay in the kernel's queue while no
// worker may get one.
func (l *listener) mayBePulled() bool {
	return l.peeker == nil && !l.mayHaveToHold() && l.queue.isLong()
}

// accept takes a connection out of the backlog; the caller owns it. accepted is false if there is none, or if none may be
// accepted now.
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
			l.accepted = acceptMax // retry in the next iteration: this one closes what it hands out when it ends
			return
		}
		// The connection stays in the backlog, and epoll would report it forever.
		l.backingOff = true
		l.reactor.stats.FDShortages++
	default:
		// EAGAIN, or an error of one connection (ECONNABORTED, ...), which the kernel has removed from the backlog: see accept(2).
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

// release removes and returns the connection that was held longest for home, or for any worker if home is nil. The caller owns
// it.
func (l *listener) release(home *worker) connection {
	l.reactor.holding.count--
	return l.pending.pop(home)
}

// giveBack holds a connection that has already waited; it goes to the front. If the listener is closed, so is the connection.
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

// watch arms the epoll watch. It disarms the watch while connections are known to wait and cannot be accepted now: epoll would
// report them forever.
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

// close closes the core's descriptor: the address is free once the primary's JavaScript has closed its own, too. Connections that
// no worker was handed are closed.
func (l *listener) close() {
	l.reactor.forget(l.token)
	l.reactor.epoll.Remove(l.fd)
	sys.Close(l.fd)
	l.fd = -1
	if l.peeker != nil {
		l.peeker.close()
	}
	for c := range l.pending.all() {
		sys.Discard(c.fd)
		l.reactor.headers.put(c.header)
	}
	l.reactor.holding.count -= l.pending.len()
	if l.isSticky() {
		l.reactor.holding.homes -= len(l.members.chosen)
	}
	l.pending, l.members, l.policy = held{}, members{}, nil
}
