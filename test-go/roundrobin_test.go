package testgo

import (
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"gocluster/core/wire"
)

const (
	bound      = 1    // unread connections with one worker
	pendingMax = 4096 // accepted connections that no worker has room for
)

// crew is some workers of one listener of a primary of their own.
type crew struct {
	*control
	address string
	workers []*worker
}

func (r *root) newCrew(count uint32) *crew {
	c := r.attach()
	crew := &crew{control: c, address: c.listenLoopback(1)}
	for id := range count {
		crew.workers = append(crew.workers, c.readyWorker(id+1, 1))
	}
	return crew
}

// turn serves one connection and returns the number of the worker that had it; 0 if some worker was so late, on a loaded
// machine, that the core took the connection back from it: then the order says nothing.
func (c *crew) turn() uint32 {
	c.t.Helper()
	client := dial(c.t, "tcp", c.address)
	w := holder(c.t, c.workers...)
	w.answer(c.t, w.take(c.t))
	require.Equal(c.t, strconv.Itoa(int(w.id)), client.reply(c.t))
	for _, other := range c.workers {
		if other.probes > 0 || other.unread() > 0 {
			return 0
		}
	}
	return w.id
}

// turns serves count connections.
func (c *crew) turns(count int) (ids []uint32) {
	c.t.Helper()
	for range count {
		ids = append(ids, c.turn())
	}
	return ids
}

// requireTurns repeats an attempt until no worker was late in it.
func requireTurns(t testing.TB, wanted []uint32, attempt func() []uint32) {
	t.Helper()
	const attempts = 20
	for range attempts {
		if ids := attempt(); !slices.Contains(ids, 0) {
			require.Equal(t, wanted, ids)
			return
		}
	}
	require.FailNow(t, "this machine is too slow")
}

// Workers that are idle get connections strictly in turn.
func TestIdleWorkersTakeTurns(t *testing.T) {
	checkLeaks(t)
	core := start(t)
	requireTurns(t, []uint32{1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3}, func() []uint32 {
		return core.newCrew(3).turns(12)
	})
}

// A worker that leaves does not change whose turn it is.
func TestTurnsGoOnWhenAWorkerLeaves(t *testing.T) {
	checkLeaks(t)
	core := start(t)
	requireTurns(t, []uint32{1, 2, 3, 2, 3, 2, 2}, func() []uint32 {
		c := core.newCrew(4)
		ids := c.turns(2)
		for _, step := range []struct {
			leaves uint32
			turns  int
		}{{1, 1}, {4, 2}, {3, 2}} {
			c.do(wire.Leave, 1, step.leaves)
			c.settle()
			ids = append(ids, c.turns(step.turns)...)
		}
		return ids
	})
}

// While one worker has something unread, connections go to those that have not.
func TestFreeWorkersComeFirst(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	busy, second, third := c.readyWorker(1, 1), c.readyWorker(2, 1), c.readyWorker(3, 1)

	first := dial(t, "tcp", address)
	require.Same(t, busy, holder(t, busy, second, third))
	second.serveUnasked(t)
	third.serveUnasked(t)
	passed := 0
	for range 20 {
		require.Contains(t, []string{"2", "3"}, dial(t, "tcp", address).reply(t))
		if busy.unread() > 1 {
			passed++
		}
	}
	// A free worker may be late on a loaded machine, and so not be free, but not as a rule.
	require.Less(t, passed, 5, "how often the busy worker's queue grew")
	require.Contains(t, []string{"2", "3"}, first.reply(t), "what the busy worker did not read")
}

// No worker has more than the bound unread, however many connections come.
func TestUnreadIsBounded(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	first, second := c.readyWorker(1, 1), c.readyWorker(2, 1)
	clients := dialMany(t, address, 3*bound)
	eventually(t, func() bool { return first.unread() == bound && second.unread() == bound }, "both queues are full")
	never(t, func() bool { return first.unread() > bound || second.unread() > bound }, "more than %d unread", bound)

	first.serveUnasked(t)
	second.serveUnasked(t)
	for _, client := range clients {
		require.NotEmpty(t, client.reply(t))
	}
}
