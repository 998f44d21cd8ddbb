package policy

import "slices"

// ring is workers in order, and the position of the one whose turn it is.
type ring[W comparable] struct {
	workers []W
	turn    int // an index into workers, or len(workers)
}

// Add makes w the last in order.
func (r *ring[W]) Add(w W) { r.workers = append(r.workers, w) }

// Remove takes w out. The turn stays with the same worker.
func (r *ring[W]) Remove(w W) {
	i := slices.Index(r.workers, w)
	if i < 0 {
		return
	}
	r.workers = slices.Delete(r.workers, i, i+1)
	if i < r.turn {
		r.turn--
	}
}

// index returns the position i places after the worker whose turn it is.
func (r *ring[W]) index(i int) int {
	if at := r.turn + i; at < len(r.workers) {
		return at
	} else {
		return at - len(r.workers)
	}
}

// take returns a worker, and gives the turn to the one after it.
func (r *ring[W]) take(at int) W {
	r.turn = at + 1
	return r.workers[at]
}

// next takes the next eligible worker in order.
func (r *ring[W]) next(state func(W) State) (w W, found bool) {
	for i := range r.workers {
		if at := r.index(i); state(r.workers[at]).Eligible() {
			return r.take(at), true
		}
	}
	return w, false
}
