package core

// homeMax bounds how many connections wait for one worker under a policy that binds them to one; further ones wait for the next
// best.
const homeMax = 1024

// held are the connections that a listener has accepted and no worker may get yet: one queue for those that any worker may get,
// and one queue per worker for those that are bound to it. The zero value is empty.
type held struct {
	anyone queue
	of     map[*worker]*queue // queues that are not empty
	count  int
}

func (h *held) len() int { return h.count }

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
	q := h.queueOf(home)
	c := q.pop()
	if home != nil && q.len() == 0 {
		delete(h.of, home)
	}
	return c
}

// takeAll empties all queues: first the one for any worker, then those of the given workers. The order within each queue is kept.
func (h *held) takeAll(workers []*worker) (all []connection) {
	for h.anyone.len() > 0 {
		all = append(all, h.pop(nil))
	}
	for _, w := range workers {
		for h.of[w] != nil {
			all = append(all, h.pop(w))
		}
	}
	for w := range h.of { // workers that do not serve any more
		for h.of[w] != nil {
			all = append(all, h.pop(w))
		}
	}
	return all
}
