package page_test

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"gocluster/core/page"
)

// meetings are enough on an idle machine. On a busy one, where each side waits for the other to get a processor, so many take too long.
const (
	meetings = 100_000
	longest  = time.Second
	// delays are up to which one side begins later than the other, in some nanoseconds.
	delays = 200
)

// meet has two sides of a page do something at the same moment, again and again, and counts how often what they have answered does not
// agree.
func meet(before func(), core, worker func() bool, agree func(core, worker bool) bool) (failed int) {
	var begun, ended atomic.Int64
	var answer, over atomic.Bool
	done := make(chan struct{})
	go func() {
		defer close(done)
		for round := int64(1); ; round++ {
			for begun.Load() < round && !over.Load() {
				runtime.Gosched()
			}
			if over.Load() {
				return
			}
			answer.Store(worker())
			ended.Store(round)
		}
	}()
	end := time.Now().Add(longest)
	for round := int64(1); round <= meetings && time.Now().Before(end); round++ {
		before()
		begun.Store(round)
		// The other side sees that a round has begun a moment later: each moment has its turn.
		for range round % delays {
			begun.Load()
		}
		ours := core()
		for ended.Load() < round {
			runtime.Gosched()
		}
		if !agree(ours, answer.Load()) {
			failed++
		}
	}
	over.Store(true)
	<-done
	return failed
}

// Each operation is one: what both sides do at the same moment happens in one order or the other. Where it does not a worker sleeps
// that the core waits for, or a connection is sent to a worker that takes another one.
func TestTheTwoSidesMeet(t *testing.T) {
	p := page.InHeap()
	busy := func() { p.SetState(0) }
	idle := func() { p.SetState(0); p.Rest() }
	want := func() bool { return p.Want(true) }

	require.Zero(t, meet(busy, want, p.Rest, func(isBusy, isToWake bool) bool { return isBusy == isToWake }),
		"times that the core waits for a wake that does not come, or the other way round")
	require.Zero(t, meet(idle, p.Claim, p.Unrest, func(wasIdle, rested bool) bool { return wasIdle != rested }),
		"times that both had a worker that was idle, or neither")
	wanted := func() { p.SetState(0); p.Forgive(); p.Want(true) }
	unwant := func() bool { p.Unwant(); return p.Owed() == 0 }
	require.Zero(t, meet(wanted, unwant, p.Rest, func(isDone, isToWake bool) bool {
		if isToWake {
			p.Woken()
		}
		return isDone != isToWake && p.Owed() == 0
	}), "times that a wake is missed that was taken back")
}
