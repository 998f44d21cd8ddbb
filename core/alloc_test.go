package core

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// A connection costs no allocation: neither to hold it, nor to choose its worker, to send it, to count it and to close it.
func TestAConnectionAllocatesNothing(t *testing.T) {
	b := newBench(t, 2)
	near, _ := b.pair(1)
	handOff := func() {
		b.reactor.iterations++
		fd, _ := unix.Dup(near)
		b.listener.hold(connection{fd: fd, listener: b.listener, accepted: 1})
		b.listener.rotation.enter(b.listener)
		b.reactor.flush()
		for _, w := range b.workers {
			b.read(w)
			w.flow.page.Rest()
		}
	}
	require.Zero(t, testing.AllocsPerRun(200, handOff))
	require.EqualValues(t, 201, b.listener.stats.HandedOff)
}

// Nor does one that waits for its own worker.
func TestAConnectionThatWaitsForItsWorkerAllocatesNothing(t *testing.T) {
	b := newBench(t, 2)
	of := b.sticky(60)
	w := b.workers[0]
	waiting := of[w][0]
	near, _ := b.pair(1)
	w.flow.page.Claim()
	require.Zero(t, testing.AllocsPerRun(200, func() {
		b.reactor.iterations++
		waiting.fd, _ = unix.Dup(near)
		b.listener.hold(waiting)
		b.listener.rotation.enter(b.listener)
		b.reactor.flush()
		w.flow.page.Rest()
		b.reactor.flush()
		b.read(w)
	}))
	require.EqualValues(t, 201, w.stats.HandedOff)
}

// Nor does one that comes back from a worker.
func TestAConnectionThatComesBackAllocatesNothing(t *testing.T) {
	b := newBench(t, 2)
	of := b.sticky(60)
	w := b.workers[0]
	w.flow.page.Claim()
	b.listener.hold(of[w][0])
	require.Zero(t, testing.AllocsPerRun(200, func() {
		b.listener.giveBack(of[w][1])
		b.listener.release(w)
		b.listener.hold(b.listener.release(w))
	}))
}

// A worker that is full again and again, while many connections wait, leaves no garbage.
func TestAWorkerThatIsFullAllocatesNothing(t *testing.T) {
	b := newBench(t, 3)
	of := b.sticky(200)
	for _, w := range b.workers {
		w.flow.page.Claim()
		for _, c := range of[w] {
			b.listener.hold(c)
		}
	}
	require.Zero(t, testing.AllocsPerRun(50, func() {
		b.listener.setReady(b.workers[1], false)
		b.listener.setReady(b.workers[1], true)
	}))
	require.Equal(t, len(of[b.workers[1]]), b.listener.pending.waitFor(b.workers[1]))
}

// Nor does a tick while connections wait in the kernel's queue.
func TestATickAllocatesNothing(t *testing.T) {
	b := newBench(t, 2)
	l := b.listener
	l.queue = newKernelQueue(l.fd, unix.AF_INET, 0)
	l.queue.length = longQueue
	l.wanting = true
	require.Zero(t, testing.AllocsPerRun(50, func() { (*ticker)(b.reactor).run(0) }))
}
