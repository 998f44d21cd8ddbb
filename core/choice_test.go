package core

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// sticky makes the bench's listener one where each client has a worker of its own, and tells of how many clients each is.
func (b *bench) sticky(clients int) map[*worker][]connection {
	l := b.listener
	l.options = wire.ListenOptions{Policy: wire.Sticky, Key: wire.StickyKey{Kind: wire.ByAddress, IPv6Prefix: 128}}
	l.policy = newPolicy(l.options)
	b.reactor.holding.homes = len(b.workers)
	for _, w := range b.workers {
		l.policy.Add(w)
	}
	of := make(map[*worker][]connection)
	for i := range clients {
		near, _ := b.pair(unix.SOCK_STREAM)
		c := connection{fd: near, listener: l}
		c.IP = [16]byte{10: 0xff, 11: 0xff, 12: 10, 15: byte(i)}
		of[l.homeOf(c)] = append(of[l.homeOf(c)], c)
	}
	for _, w := range b.workers {
		require.Greater(b.t, len(of[w]), 2)
	}
	return of
}

// run is an iteration without events.
func (b *bench) run() {
	b.reactor.iterations++
	b.reactor.flush()
}

// Clients of a busy worker wait for it, and nobody waits behind them.
func TestAStickyConnectionWaitsForItsWorkerAlone(t *testing.T) {
	b := newBench(t, 3)
	of := b.sticky(60)
	busy := b.workers[0]
	busy.flow.page.Claim()
	for _, w := range b.workers {
		for _, c := range of[w] {
			b.listener.hold(c)
		}
	}
	b.run()
	require.Zero(t, b.unread(busy))
	require.Equal(t, 1, b.unread(b.workers[1]))
	require.Equal(t, 1, b.unread(b.workers[2]))
	for range len(of[b.workers[1]]) + len(of[b.workers[2]]) {
		for _, w := range b.workers[1:] {
			b.read(w)
			w.flow.page.Rest()
		}
		b.run()
	}
	require.Equal(t, len(of[busy]), b.listener.pending.len())
	require.Equal(t, uint64(len(of[b.workers[1]])), b.workers[1].stats.HandedOff)
	require.Equal(t, uint64(len(of[b.workers[2]])), b.workers[2].stats.HandedOff)
	busy.flow.page.Rest()
	b.run()
	require.Equal(t, 1, b.unread(busy))
}

// A worker that goes, or is full, takes nobody along: its clients are others' then, and its own again when it is back.
func TestStickyConnectionsOfAWorkerThatIsGoneAreOthers(t *testing.T) {
	b := newBench(t, 3)
	of := b.sticky(60)
	for _, w := range b.workers {
		w.flow.page.Claim()
		for _, c := range of[w] {
			b.listener.hold(c)
		}
	}
	full := b.workers[0]
	waiting := func() (counts []int) {
		for _, w := range b.workers {
			counts = append(counts, b.listener.pending.waitFor(w))
		}
		return counts
	}
	before := waiting()
	b.listener.setReady(full, false)
	without := waiting()
	require.Zero(t, without[0])
	require.Greater(t, without[1], before[1])
	require.Greater(t, without[2], before[2])
	require.Equal(t, 60, b.listener.pending.len())
	b.listener.setReady(full, true)
	require.Equal(t, before, waiting())
	require.Zero(t, b.listener.pending.anyone.len())

	for _, w := range b.workers {
		w.lose()
	}
	require.Equal(t, 60, b.listener.pending.len())
	require.Equal(t, 60, b.listener.pending.anyone.len(), "there is nobody")
	require.Zero(t, b.reactor.holding.homes)
}

// A worker that stalls keeps its clients' connections, and one that dies gives them to others.
func TestAStickyConnectionStaysWithAStalledWorker(t *testing.T) {
	b := newBench(t, 2)
	of := b.sticky(30)
	stalled := b.workers[0]
	for _, c := range of[stalled][:2] {
		stalled.assign(c)
	}
	b.reactor.flush()
	for range stuckTicks + 1 {
		b.reactor.iterations++
		stalled.checkProgress()
		b.reactor.flush()
	}
	require.True(t, stalled.flow.stall.stuck())
	require.Equal(t, 2, b.unread(stalled))
	require.Zero(t, stalled.stats.TakenBack)
	require.False(t, stalled.eligible())
	stalled.lose()
	b.run()
	require.Equal(t, uint64(2), stalled.stats.TakenBack)
	require.Equal(t, 1, b.unread(b.workers[1]))
	require.Equal(t, 1, b.listener.pending.len())
}

// Too many do not wait for one worker, so that they do not fill what the listener may hold.
func TestStickyConnectionsOverflowToTheNextBest(t *testing.T) {
	b := newBench(t, 2)
	b.sticky(30)
	for _, w := range b.workers {
		w.flow.page.Claim()
	}
	c := connection{fd: -1, listener: b.listener}
	c.IP = [16]byte{10: 0xff, 11: 0xff, 15: 1}
	best := b.listener.homeOf(c)
	for range homeMax + 5 {
		b.listener.hold(c)
	}
	require.Equal(t, homeMax, b.listener.pending.waitFor(best))
	require.Equal(t, homeMax+5, b.listener.pending.len())
	b.listener.pending = held{}
}

// least makes the bench's listener one where who has the fewest gets the next. Each worker has looked after its loop just now.
func (b *bench) least() {
	l := b.listener
	l.options = wire.ListenOptions{Policy: wire.LeastConnections}
	l.policy = newPolicy(l.options)
	for _, w := range b.workers {
		l.policy.Add(w)
		b.tell(w, 0, 0)
	}
}

// tell has a worker say how many it has taken, and how many of those have ended; its loop turns.
func (b *bench) tell(w *worker, taken, ended int) {
	w.flow.page.Tell(uint64(taken), 0, uint64(ended), b.reactor.booted+b.reactor.now)
}

// serve has a worker take what it was handed, of which it keeps all open, and rest.
func (b *bench) serve(w *worker) {
	b.tell(w, int(w.flow.page.Taken())+b.unread(w), int(w.flow.page.Ended()))
	b.read(w)
	w.flow.page.Rest()
}

// A burst goes to who has the fewest, although others are idle, and nobody waits for a worker that is blocked.
func TestLeastConnectionsUnderABurst(t *testing.T) {
	b := newBench(t, 2)
	b.least()
	full, fresh := b.workers[0], b.workers[1]
	full.given = 40
	b.tell(full, 40, 0)
	require.Equal(t, 40, full.open())
	hold := func(count int) {
		for range count {
			near, _ := b.pair(unix.SOCK_STREAM)
			b.listener.hold(connection{fd: near, listener: b.listener, accepted: b.reactor.now})
		}
		b.listener.rotation.enter(b.listener)
	}
	b.reactor.now = time.Second
	b.tell(full, 40, 0)
	b.tell(fresh, 0, 0)
	hold(20)
	for range 20 {
		b.run()
		require.Equal(t, 1, b.unread(fresh))
		require.Zero(t, b.unread(full))
		b.serve(fresh)
	}
	require.Equal(t, 20, fresh.open())
	require.Equal(t, 40, full.open())

	// It ends some, and has fewer.
	b.tell(full, 40, 30)
	require.Equal(t, 10, full.open())
	hold(1)
	b.run()
	require.Equal(t, 1, b.unread(full))
	b.serve(full)

	// One that has not looked after its loop for a while is not waited for.
	fresh.flow.page.Claim()
	b.tell(full, 41, 0)
	b.reactor.now += soonMax
	hold(1)
	b.run()
	require.Equal(t, 1, b.unread(full))
}

// Nothing else need happen for a connection to be looked at again that waits for a better worker.
func TestLeastConnectionsDoesNotWaitForAnEvent(t *testing.T) {
	b := newBench(t, 2)
	b.least()
	full, fresh := b.workers[0], b.workers[1]
	full.given = 10
	b.reactor.now = time.Since(b.reactor.started)
	b.tell(full, 10, 0)
	b.tell(fresh, 0, 0)
	fresh.flow.page.Claim()
	near, _ := b.pair(unix.SOCK_STREAM)
	b.listener.hold(connection{fd: near, listener: b.listener, accepted: b.reactor.now})
	b.listener.rotation.enter(b.listener)
	b.run()
	require.Zero(t, b.unread(full), "it waits for the other one")
	b.reactor.clock.Stop()
	for b.unread(full) == 0 {
		require.NoError(t, b.reactor.iterate())
	}
}
