package core

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// However many workers are blocked, there are places for clients of the others: with few descriptors, and with many workers.
func TestBlockedWorkersLeavePlacesForOthers(t *testing.T) {
	for name, test := range map[string]struct{ limit, clients int }{
		"few descriptors":      {100, 200},
		"very few descriptors": {6, 50},
		"many connections":     {20_000, 2000},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, 5)
			of := b.sticky(200)
			b.reactor.holding.limit = test.limit
			free, blocked := b.workers[4], b.workers[:4]
			for _, w := range blocked {
				w.flow.page.Claim()
			}
			come := func(c connection) {
				require.True(t, b.listener.mayHold())
				c.fd, _ = unix.Dup(c.fd)
				b.listener.hold(c)
				b.listener.rotation.enter(b.listener)
				b.run()
			}
			for _, w := range blocked { // one after the other: the first ones take all that is common
				for range test.clients {
					come(of[w][0])
					b.read(free)
					free.flow.page.Rest()
				}
			}
			b.run()
			b.read(free)
			free.flow.page.Rest()
			before := free.stats.HandedOff
			come(of[free][0])
			require.Equal(t, before+1, free.stats.HandedOff)
			for _, w := range blocked {
				require.GreaterOrEqual(t, b.listener.pending.waitFor(w), min(pendingMax/10, max(1, test.limit/10)))
			}
			require.Less(t, b.reactor.holding.count, test.limit)
		})
	}
}

// A client chooses the session that it names: however many name sessions of a blocked worker, there are places for others.
func TestSessionsOfABlockedWorkerLeavePlacesForOthers(t *testing.T) {
	b := newBench(t, 2)
	b.sticky(30)
	b.reactor.holding.limit = 100
	free, blocked := b.workers[0], b.workers[1]
	blocked.flow.page.Claim()
	for range 3 * b.reactor.holding.limit {
		require.True(t, b.listener.mayHold())
		near, _ := b.pair(unix.SOCK_STREAM)
		c := connection{fd: near, listener: b.listener}
		c.IP, c.Session = [16]byte{10: 0xff, 11: 0xff, 15: 1}, blocked.id
		b.listener.hold(c)
		b.listener.rotation.enter(b.listener)
		b.run()
		b.read(free)
		free.flow.page.Rest()
	}
	require.GreaterOrEqual(t, b.listener.pending.waitFor(blocked), b.reactor.holding.share())
	require.NotZero(t, free.stats.HandedOff)
}

// Where no worker has a place, connections stay in the kernel's queue: an idle worker would find its clients' places taken.
func TestNothingIsAcceptedWhileNoWorkerHasAPlace(t *testing.T) {
	b := newBench(t, 2)
	of := b.sticky(60)
	b.reactor.holding.limit = 30
	for _, w := range b.workers {
		w.flow.page.Claim()
	}
	count := 0
	for ; b.listener.mayHold(); count++ {
		require.Less(t, count, 30)
		c := of[b.workers[count%2]][0]
		c.fd, _ = unix.Dup(c.fd)
		b.listener.hold(c)
	}
	b.workers[1].flow.page.Rest()
	b.run()
	require.True(t, b.listener.mayHold())
	require.Equal(t, b.workers[1], b.listener.homeOf(of[b.workers[0]][0]), "the other one has a place")
}

// What waits for its own worker stays there when workers change, unless it is another worker's now.
func TestStickyConnectionsKeepTheirPlaceWhenWorkersChange(t *testing.T) {
	b := newBench(t, 3)
	of := b.sticky(90)
	for _, w := range b.workers {
		w.flow.page.Claim()
		for _, c := range of[w] {
			b.listener.hold(c)
		}
	}
	b.reactor.holding.limit = b.reactor.holding.count // nothing is free any more
	stays := b.workers[0]
	b.listener.setReady(b.workers[2], false)
	b.listener.setReady(b.workers[2], true)
	for _, c := range of[stays] {
		require.Equal(t, c.fd, b.listener.release(stays).fd)
	}
}
