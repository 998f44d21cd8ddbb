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
