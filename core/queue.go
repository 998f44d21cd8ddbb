package core

import (
	"time"

	"gocluster/core/policy"
	"gocluster/core/sys"
)

// connection is an accepted socket on its way to a worker. Whoever holds the value owns the descriptor.
type connection struct {
	policy.Connection
	fd       int
	listener *listener
	header   *header       // of the PROXY protocol, which was taken from it; nil where it had none
	accepted time.Duration // on the reactor's clock; zero where it had been handed to a worker before
}

// newConnection is for a socket that has just been accepted, or returned by a worker.
func newConnection(fd int, l *listener, peer sys.Peer, accepted time.Duration) connection {
	return connection{policy.Connection{IP: peer.IP, Port: peer.Port}, fd, l, nil, accepted}
}

// queue holds connections in order. The zero value is empty.
type queue struct {
	items []connection
	head  int
}

func (q *queue) len() int { return len(q.items) - q.head }

func (q *queue) push(c connection) {
	if len(q.items) == cap(q.items) && q.head > len(q.items)/2 {
		// A queue that never runs empty must not grow for ever.
		q.items, q.head = q.items[:copy(q.items, q.items[q.head:])], 0
	}
	q.items = append(q.items, c)
}

// pushFront puts back what has waited longest.
func (q *queue) pushFront(c connection) {
	if q.head == 0 {
		// Space for as many again, so that putting back many is not quadratic.
		space := len(q.items) + 1
		q.items = append(make([]connection, space, 2*space), q.items...)
		q.head = space
	}
	q.head--
	q.items[q.head] = c
}

// front is the oldest; the queue must not be empty.
func (q *queue) front() connection { return q.items[q.head] }

// pop takes the oldest; the queue must not be empty.
func (q *queue) pop() connection {
	c := q.items[q.head]
	q.items[q.head] = connection{}
	q.head++
	if q.head == len(q.items) {
		q.items, q.head = q.items[:0], 0
	}
	return c
}
