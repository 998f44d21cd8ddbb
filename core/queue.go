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
	header   *header       // the PROXY header that was read from it; nil if there was none
	accepted time.Duration // on the reactor's clock; zero if a worker had it before
}

// newConnection makes a connection from a socket that was just accepted, or returned by a worker.
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
		// Without this a queue that never runs empty would grow forever.
		q.items, q.head = q.items[:copy(q.items, q.items[q.head:])], 0
	}
	q.items = append(q.items, c)
}

// pushFront puts back the connection that has waited longest.
func (q *queue) pushFront(c connection) {
	if q.head == 0 {
		// Space for as many again makes putting back many connections linear, not quadratic.
		space := len(q.items) + 1
		q.items = append(make([]connection, space, 2*space), q.items...)
		q.head = space
	}
	q.head--
	q.items[q.head] = c
}

// front returns the oldest connection; the queue must not be empty.
func (q *queue) front() connection { return q.items[q.head] }

// pop removes and returns the oldest connection; the queue must not be empty.
func (q *queue) pop() connection {
	c := q.items[q.head]
	q.items[q.head] = connection{}
	q.head++
	if q.head == len(q.items) {
		q.items, q.head = q.items[:0], 0
	}
	return c
}
