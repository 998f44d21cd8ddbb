package core

// homeMax bounds how many connections wait for one worker, where each has one of its own: further ones are for the next best.
const homeMax = 1024

// held are the connections that a listener has accepted and no worker may get yet: in order, or, where one has a worker of its own, in
// order for each of those. The zero value is empty.
type held struct {
	anyone queue
	of     map[*worker]*queue // those that are not empty
	count  int
}

func (h *held) len() int { return h.count }

// waitFor is how many wait for one worker.
func (h *held) waitFor(w *worker) int {
	if q := h.of[w]; q != nil {
		return q.len()
	}
	return 0
}

// queueOf is where a connection waits; without a worker it is for anyone.
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

// pushFront puts back what has waited longest.
func (h *held) pushFront(c connection, home *worker) {
	h.count++
	h.queueOf(home).pushFront(c)
}

// pop takes the oldest of those that wait for a worker, or for anyone. There must be one.
func (h *held) pop(home *worker) connection {
	h.count--
	q := h.queueOf(home)
	c := q.pop()
	if home != nil && q.len() == 0 {
		delete(h.of, home)
	}
	return c
}

// takeAll empties it. Of those that have workers of their own the order is that of each.
func (h *held) takeAll(workers []*worker) (all []connection) {
	for h.anyone.len() > 0 {
		all = append(all, h.pop(nil))
	}
	for _, w := range workers {
		for h.of[w] != nil {
			all = append(all, h.pop(w))
		}
	}
	for w := range h.of { // they serve no more
		for h.of[w] != nil {
			all = append(all, h.pop(w))
		}
	}
	return all
}
