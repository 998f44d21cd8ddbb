package core

import (
	"testing"

	"github.com/stretchr/testify/require"

	"gocluster/core/wire"
)

// ticks makes more than are needed to find a wake that does not come.
func (b *bench) ticks() {
	for range 2 * lateTicks {
		(*ticker)(b.reactor).run(0)
	}
}

// A worker that was to say when it is idle, and has not, is counted once.
func TestLostWakeIsCounted(t *testing.T) {
	b := newBench(t, 1)
	w := b.workers[0]
	w.flow.page.Claim()
	require.True(t, w.flow.page.Want(true), "it is busy")
	b.ticks()
	require.Zero(t, b.reactor.stats.LostWakes, "it may be busy as long as it likes")
	require.True(t, w.flow.page.Rest(), "it is to wake the core")
	b.ticks()
	require.EqualValues(t, 1, b.reactor.stats.LostWakes)
}

// Whatever the core and the worker do with the state meanwhile, no wake is missed that is not owed, or that has come.
func TestNoWakeIsMissedThatIsNotOwed(t *testing.T) {
	b := newBench(t, 1)
	w := b.workers[0]
	p := w.flow.page
	says := func() {
		require.NoError(t, w.handle(wire.WorkerMessage{Kind: wire.Idle}, -1))
	}
	steps := []func(){
		func() { p.Want(true) },
		func() { p.Want(false) },
		p.Unwant,
		func() { p.Claim() },
		p.Release,
		func() { p.Unrest() },
		func() {
			if p.Rest() {
				says()
			}
		},
	}
	// All sequences of five.
	total := 1
	for range 5 {
		total *= len(steps)
	}
	for number := range total {
		for range 5 {
			steps[number%len(steps)]()
			number /= len(steps)
			require.LessOrEqual(t, p.Owed(), 0)
		}
	}
	b.ticks()
	require.Zero(t, b.reactor.stats.LostWakes)
}

// What no worker was asked for changes nothing.
func TestAWakeTooManyOwesNone(t *testing.T) {
	b := newBench(t, 1)
	w := b.workers[0]
	require.NoError(t, w.handle(wire.WorkerMessage{Kind: wire.Idle}, -1))
	w.flow.page.Claim()
	w.flow.page.Want(true)
	require.True(t, w.flow.page.Rest())
	b.ticks()
	require.EqualValues(t, 1, b.reactor.stats.LostWakes)
}
