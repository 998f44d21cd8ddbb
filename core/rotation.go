package core

import "slices"

// rotation gives turns to the listeners of a cluster for which connections wait, in the core or in the backlog. A turn is one
// connection, and the listener whose last turn is longest ago is next. So a quiet listener never waits for a busy one's queue.
type rotation struct {
	waiting []*listener // sorted by their last turns
	count   uint64      // turns so far
	passes  uint64      // how often want has run
}

// enter inserts a listener at its place, unless it is there already.
func (r *rotation) enter(l *listener) {
	if l.waiting {
		return
	}
	l.waiting = true
	at, _ := slices.BinarySearchFunc(r.waiting, l.turn, func(other *listener, turn uint64) int {
		if other.turn <= turn {
			return -1
		}
		return 1
	})
	r.waiting = slices.Insert(r.waiting, at, l)
}

// handOut assigns connections that wait to idle workers. A listener whose workers are all busy keeps its place, and its workers
// are marked as wanted.
func (r *rotation) handOut() {
	r.handOutToIdle()
	for r.want() && r.handOutToIdle() {
		// A worker has become idle meanwhile.
	}
	for _, l := range r.waiting {
		l.watch()
	}
	r.waiting = slices.DeleteFunc(r.waiting, func(l *listener) bool {
		if l.waiting = l.waits(); !l.waiting {
			l.unwant(r.passes)
		}
		return !l.waiting
	})
}

// handOutToIdle gives turns until no listener can use one. It tells whether a connection was assigned.
func (r *rotation) handOutToIdle() (any bool) {
	for at := 0; at < len(r.waiting); {
		l := r.waiting[at]
		if !l.handOutNext() {
			at++
			continue
		}
		any = true
		r.count++
		l.turn = r.count
		r.waiting = append(slices.Delete(r.waiting, at, at+1), l)
	}
	return any
}
