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

// queueMin is the least length of a queue's ring.
const queueMin = 8

// queue holds connections in order, in a ring that grows and is kept when the queue is empty. The zero value is empty.
type queue struct {
	ring  []connection // its length is zero or a power of two
	head  int          // index of the oldest connection
	count int
}

func (q *queue) len() int { return q.count }

// at returns the place of the connection that is i places behind the oldest one.
func (q *queue) at(i int) *connection { return &q.ring[(q.head+i)&(len(q.ring)-1)] }

func (q *queue) push(c connection) {
	q.grow()
	*q.at(q.count) = c
	q.count++
}

// pushFront puts back the connection that has waited longest.
func (q *queue) pushFront(c connection) {
	q.grow()
	q.head = (q.head - 1) & (len(q.ring) - 1)
	q.ring[q.head] = c
	q.count++
}

// grow makes space for one more connection.
func (q *queue) grow() {
	if q.count < len(q.ring) {
		return
	}
	larger := make([]connection, max(queueMin, 2*len(q.ring)))
	n := copy(larger, q.ring[q.head:])
	copy(larger[n:], q.ring[:q.head])
	q.ring, q.head = larger, 0
}

// front returns the oldest connection; the queue must not be empty.
func (q *queue) front() connection { return q.ring[q.head] }

// pop removes and returns the oldest connection; the queue must not be empty.
func (q *queue) pop() connection {
	c := q.ring[q.head]
	q.ring[q.head] = connection{}
	q.head = (q.head + 1) & (len(q.ring) - 1)
	q.count--
	return c
}

// each calls yield for each connection, the oldest first, until yield returns false. It tells whether yield always returned true.
func (q *queue) each(yield func(connection) bool) bool {
	for i := range q.count {
		if !yield(*q.at(i)) {
			return false
		}
	}
	return true
}
