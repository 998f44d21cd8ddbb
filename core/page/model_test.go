package page_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"gocluster/core/page"
)

// system is a core, some workers with their real pages, and connections that arrive one by one. Every step of it is one that
// the two sides take, with at most one operation on a page that the other side could interleave with: so whatever order they
// run in on a real machine is an order of steps here.
type system struct {
	t     testing.TB
	pages []*page.Page
	state
}

// state is all that a system is, but for the pages' words: those are added as raw.
type state struct {
	arriving int  // connections that did not come yet
	queued   int  // that wait in the kernel
	served   int  // that a worker has taken
	armed    bool // the core is told of connections
	asked    int  // how many workers the core has told that it wants them, on its way to sleep; -1: it is not on that way
	released int  // and that it does not, once nothing waits; -1
	wanting  bool // they were told so
	anyIdle  bool // one of them was idle
	wakes    int  // that lie in the core's channels
	holds    int  // how often a worker that is idle will take nothing for a while
	workers  [workersMax]phase
	words    [workersMax]uint32
}

const workersMax = 3

// phase is what a worker is about to do.
type phase uint8

const (
	sleeps  phase = iota // until a connection is pushed
	works                // on what it has got
	looks                // whether it may pull
	accepts              // it has seen that it may
	rests                // nothing is left: it is about to say so
	tells                // it is idle, and about to wake the core
	holds                // it was idle, and takes nothing now
)

// steps are all that could happen next; each returns false where it could not.
func (s *system) steps() (steps []func() bool) {
	steps = append(steps, s.arrive, s.beginRelease, s.release, s.beginSleep, s.ask, s.sleep, s.wake)
	for i := range s.pages {
		steps = append(steps, func() bool { return s.push(i) }, func() bool { return s.run(i) },
			func() bool { return s.restEarly(i) }, func() bool { return s.hold(i) })
	}
	return steps
}

func (s *system) arrive() bool {
	if s.arriving == 0 {
		return false
	}
	s.arriving--
	s.queued++
	return true
}

// push: the core, which is awake because it is told of connections, finds an idle worker.
func (s *system) push(i int) bool {
	if !s.armed || s.queued == 0 || !s.awake() || s.workers[i] != sleeps && s.workers[i] != tells || !s.pages[i].Idle() {
		return false
	}
	s.pages[i].Claim()
	s.queued--
	s.served++
	if s.workers[i] == tells {
		s.wakes++ // it was about to; a worker reads what was pushed after it has said so
	}
	s.workers[i] = works
	return true
}

// restEarly: the worker takes the next one while it works on what it has got.
func (s *system) restEarly(i int) bool {
	if s.workers[i] != works {
		return false
	}
	s.workers[i] = rests
	return true
}

// hold: the worker takes nothing for a while.
func (s *system) hold(i int) bool {
	if s.holds == 0 || s.workers[i] != sleeps || !s.pages[i].Unrest() {
		return false
	}
	s.holds--
	s.workers[i] = holds
	return true
}

// beginSleep: the core is told of a connection, and has seen nobody idle.
func (s *system) beginSleep() bool {
	if !s.armed || s.queued == 0 || !s.awake() || slices.ContainsFunc(s.pages, (*page.Page).Idle) {
		return false
	}
	s.asked, s.anyIdle, s.wanting = 0, false, true
	return true
}

// ask: the next worker is told that it is wanted.
func (s *system) ask() bool {
	if s.asked < 0 || s.asked == len(s.pages) {
		return false
	}
	busy := s.pages[s.asked].Want(true)
	s.anyIdle = s.anyIdle || !busy
	s.asked++
	return true
}

// sleep: all were busy, so the core is not told of connections any more; or it looks again.
func (s *system) sleep() bool {
	if s.asked != len(s.pages) {
		return false
	}
	s.armed, s.asked = s.anyIdle, -1
	return true
}

// wake: the core reads a worker's message, and is told of connections again.
func (s *system) wake() bool {
	if s.wakes == 0 || !s.awake() {
		return false
	}
	s.wakes--
	s.armed = true
	return true
}

// beginRelease: nothing waits, so nobody is wanted.
func (s *system) beginRelease() bool {
	if !s.armed || s.queued > 0 || !s.awake() || !s.wanting {
		return false
	}
	s.wanting, s.released = false, 0
	return true
}

// release: the next worker is told so.
func (s *system) release() bool {
	if s.released < 0 {
		return false
	}
	s.pages[s.released].Unwant()
	if s.released++; s.released == len(s.pages) {
		s.released = -1
	}
	return true
}

// awake: the core is not in the middle of telling its workers something.
func (s *system) awake() bool { return s.asked < 0 && s.released < 0 }

func (s *system) run(i int) bool {
	switch s.workers[i] {
	case sleeps:
		return false
	case works, holds:
		s.workers[i] = looks
	case looks:
		s.workers[i] = rests
		if s.pages[i].MayPull() {
			s.workers[i] = accepts
		}
	case accepts:
		s.workers[i] = rests
		if s.queued > 0 {
			s.queued--
			s.served++
			s.workers[i] = works
		}
	case rests:
		s.workers[i] = sleeps
		if s.pages[i].Rest() {
			s.workers[i] = tells
		}
	case tells:
		s.wakes++
		s.workers[i] = sleeps
	}
	return true
}

func (s *system) word() (words [workersMax]uint32) {
	for i, p := range s.pages {
		words[i] = p.State()
	}
	return words
}

// explore takes every order of steps from here on, and looks at each end.
func (s *system) explore(seen map[state]bool, total int) {
	s.words = s.word()
	before := s.state
	if seen[before] {
		return
	}
	seen[before] = true
	ended := true
	for _, step := range s.steps() {
		if step() {
			ended = false
			s.explore(seen, total)
		}
		s.state = before
		for i, p := range s.pages {
			p.SetState(before.words[i])
		}
	}
	if ended {
		require.Equalf(s.t, total, s.served, "connections are left over in %+v", before)
		for i := range s.pages {
			require.Truef(s.t, s.pages[i].Idle(), "worker %d waits for nothing in %+v", i, before)
		}
	}
}

// Whatever the order in which the core and its workers take their steps, no connection waits while a worker is idle and the
// core sleeps.
func TestNoWakeIsLost(t *testing.T) {
	for workers := 1; workers <= workersMax; workers++ {
		// With three workers and four connections it takes half a minute under the race detector, and shows nothing else.
		arriving := min(4, 6-workers)
		s := &system{t: t, state: state{armed: true, asked: -1, released: -1, arriving: arriving, holds: 2}}
		for range workers {
			p, fd, err := page.New()
			require.NoError(t, err)
			page.CloseFD(fd)
			t.Cleanup(p.Close)
			p.Rest()
			s.pages = append(s.pages, p)
		}
		seen := make(map[state]bool)
		s.explore(seen, s.arriving)
		t.Logf("%d workers: %d states", workers, len(seen))
	}
}
