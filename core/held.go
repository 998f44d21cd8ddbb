package core

import "iter"

// held are the connections that a listener has accepted and no worker may get yet: one queue for those that any worker may get,
// and one queue per worker for those that are bound to it. The zero value is empty.
type held struct {
	anyone queue
	of     map[*worker]*queue // a queue is kept when it is empty, until its worker is forgotten: so a connection allocates nothing
	count  int
}

func (h *held) len() int { return h.count }

// bound is how many connections wait for a worker of their own.
func (h *held) bound() int { return h.count - h.anyone.len() }

// waitFor is how many connections wait for one worker.
func (h *held) waitFor(w *worker) int {
	if q := h.of[w]; q != nil {
		return q.len()
	}
	return 0
}

// queueOf returns the queue for a worker, made if there is none; nil stands for any worker.
func (h *held) queueOf(home *worker) *queue {
	if home == nil {
		return &h.anyone
	}
	q := h.of[home]
	if q == nil {
		if h.of == nil {
			h.of = make(map[*worker]*queue)
		}
		q = new(queue)
		h.of[home] = q
	}
	return q
}

func (h *held) push(c connection, home *worker) {
	h.count++
	h.queueOf(home).push(c)
}

// pushFront puts back the connection that has waited longest.
func (h *held) pushFront(c connection, home *worker) {
	h.count++
	h.queueOf(home).pushFront(c)
}

// pop removes and returns the oldest connection that waits for home, or for any worker if home is nil. There must be one.
func (h *held) pop(home *worker) connection {
	h.count--
	return h.queueOf(home).pop()
}

// forget drops the queue of a worker that is gone, which must be empty.
func (h *held) forget(w *worker) { delete(h.of, w) }

// all are the connections that are held, whoever they wait for.
func (h *held) all() iter.Seq[connection] {
	return func(yield func(connection) bool) {
		goOn := h.anyone.each(yield)
		for _, q := range h.of {
			goOn = goOn && q.each(yield)
		}
	}
}
