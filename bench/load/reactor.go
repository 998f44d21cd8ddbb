package main

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"time"

	"golang.org/x/sys/unix"
)

const (
	refusedPause = 10 * time.Millisecond // before a refused client tries again: no storm
	responseMax  = 1024                  // bytes; the server's response is about 170
)

type state uint8

const (
	idle       state = iota
	pausing          // refused, tries again at `due`
	resting          // asks again at `due`, on the connection it has
	connecting       // waits for the handshake
	waiting          // waits for the response
)

// client is one simulated client: in closed loop it connects again and again,
// in open loop it connects when the next connection is due.
type client struct {
	state   state
	fd      int
	due     time.Time // when it started, or should have
	got     int
	content [responseMax]byte
}

// reactor makes HTTP or TCP load from one thread.
type reactor struct {
	*options
	*recorder
	poller  *poller
	address *address
	request []byte // nil: the server speaks first
	ready   uint32 // epoll events that tell of a response
	clients []client
	free    []int // open loop: those that have no connection
	started int   // connections so far
	open    int   // of them not ended
	stopped bool
}

func runReactor(o *options) (*summary, error) {
	runtime.LockOSThread()
	debug.SetGCPercent(-1) // nothing is allocated while it runs
	poller, err := newPoller()
	if err != nil {
		return nil, err
	}
	clients := o.clients
	if o.rate > 0 {
		clients = min(o.count, maxClients)
	}
	r := &reactor{
		options: o, recorder: newRecorder(o), poller: poller, address: newAddress(o),
		clients: make([]client, clients),
		// The server closes after its response: one event per connection is enough.
		ready: unix.EPOLLRDHUP,
	}
	switch {
	case o.keepAlive && o.ping:
		r.request, r.ready = []byte(pingRequest), unix.EPOLLIN|unix.EPOLLRDHUP
	case o.keepAlive:
		r.request, r.ready = []byte(keepAliveRequest), unix.EPOLLIN|unix.EPOLLRDHUP
	case o.protocol == "http":
		r.request = []byte(closeRequest)
	}
	if o.rate > 0 {
		for index := range r.clients {
			r.free = append(r.free, index)
		}
		err = r.openLoop()
	} else {
		err = r.closedLoop()
	}
	if err != nil {
		return nil, err
	}
	return r.summary(), nil
}

func (r *reactor) poll(d time.Duration) error {
	events, err := r.poller.wait(d)
	if err != nil {
		return err
	}
	for i := range events {
		if err := r.handle(int(events[i].Fd), events[i].Events); err != nil {
			return err
		}
	}
	return nil
}

func (r *reactor) connect(index int, due time.Time) error {
	c := &r.clients[index]
	fd, err := newSocket(r.address.family)
	if err != nil {
		return err
	}
	r.started++
	r.open++
	c.fd, c.due, c.got = fd, due, 0
	switch errno := connect(fd, r.address); errno {
	case 0:
		r.ask(c)
		r.poller.control(unix.EPOLL_CTL_ADD, fd, index, r.ready)
	case unix.EINPROGRESS:
		c.state = connecting
		r.poller.control(unix.EPOLL_CTL_ADD, fd, index, unix.EPOLLOUT)
	case unix.ECONNREFUSED, unix.EAGAIN: // EAGAIN: the queue of a Unix socket is full
		return r.fail(index, &r.Refused)
	default:
		// EADDRNOTAVAIL among others: the run would say nothing about the server.
		return fmt.Errorf("connect: %w", errno)
	}
	return nil
}

// ask sends the request. A reset shows as an event on the socket.
func (r *reactor) ask(c *client) {
	c.state = waiting
	if r.request != nil {
		send(c.fd, r.request)
	}
}

func (r *reactor) handle(index int, events uint32) error {
	c := &r.clients[index]
	if c.state == connecting {
		return r.connected(index, events)
	}
	n, errno := receive(c.fd, c.content[c.got:])
	if errno == unix.EAGAIN {
		return nil
	}
	if errno != 0 {
		return r.fail(index, &r.Cut)
	}
	c.got += n
	switch judge(r.protocol, c.content[:c.got]) {
	case right:
		return r.done(index)
	case wrong:
		return r.fail(index, &r.Wrong)
	}
	if n == 0 {
		return r.fail(index, &r.Cut)
	}
	return nil
}

func (r *reactor) connected(index int, events uint32) error {
	c := &r.clients[index]
	if events&(unix.EPOLLERR|unix.EPOLLHUP) != 0 {
		value, err := unix.GetsockoptInt(c.fd, unix.SOL_SOCKET, unix.SO_ERROR)
		if err == nil && unix.Errno(value) == unix.ECONNREFUSED {
			return r.fail(index, &r.Refused)
		}
		return r.fail(index, &r.Cut)
	}
	r.ask(c)
	r.poller.control(unix.EPOLL_CTL_MOD, c.fd, index, r.ready)
	return nil
}

// done ends a request that was served and starts the next.
func (r *reactor) done(index int) error {
	c := &r.clients[index]
	now := time.Now()
	r.served(now.Sub(c.due))
	if r.pause > 0 && !r.stopped {
		c.state, c.due, c.got = resting, now.Add(rand.N(2*r.pause)), 0
		return nil
	}
	if r.keepAlive && !r.stopped {
		c.due, c.got = now, 0
		r.ask(c)
		return nil
	}
	if r.keepAlive {
		abandon(c.fd)
	} else {
		closeSocket(c.fd)
	}
	r.open--
	return r.next(index, now)
}

// fail ends a connection that failed; counter is the one for the way in which it failed.
func (r *reactor) fail(index int, counter *int) error {
	c := &r.clients[index]
	*counter++
	abandon(c.fd)
	r.open--
	if counter == &r.Refused && r.rate == 0 {
		c.state, c.due = pausing, time.Now().Add(refusedPause)
		return nil
	}
	return r.next(index, time.Now())
}

func (r *reactor) next(index int, now time.Time) error {
	if r.rate > 0 {
		r.free = append(r.free, index)
	}
	if r.rate > 0 || r.stopped || r.countReached() {
		r.clients[index].state = idle
		return nil
	}
	return r.connect(index, now)
}
