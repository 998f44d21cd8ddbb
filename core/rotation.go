package core

import "slices"

// rotation is whose turn it is among the listeners of a cluster for which connections wait, with the core or in the backlog: one
// connection each, and who was served longest ago is next. So a quiet listener never waits for a busy one's queue.
type rotation struct {
	waiting []*listener // by the turn they had last
	count   uint64      // turns so far
	passes  uint64      // how often it was looked who has to wait
}

// enter puts a listener into its place, if it is not there.
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

// handOut gives idle workers what waits. A listener whose workers are all busy keeps its place, and they know that they are
// wanted.
func (r *rotation) handOut() {
	r.handOutToIdle()
	for r.want() && r.handOutToIdle() {
		// somebody was idle by then
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

// handOutToIdle tells whether it has given anything away.
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
