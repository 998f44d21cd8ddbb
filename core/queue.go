package core

// connection is an accepted socket on its way to a worker. Whoever holds the value owns the descriptor.
type connection struct {
	fd       int
	listener *listener
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
		// Room for as many again, so that putting back many is not quadratic.
		room := len(q.items) + 1
		q.items = append(make([]connection, room, 2*room), q.items...)
		q.head = room
	}
	q.head--
	q.items[q.head] = c
}

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
