package testgo

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"gocluster/core/wire"
)

// A worker that has not joined gets nothing, whatever it says.
func TestReadyWithoutJoinIsIgnored(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	intruder, member := c.addWorker(1), c.readyWorker(2, 1)
	require.NoError(t, intruder.say(wire.Ready, 1))
	require.NoError(t, intruder.say(wire.Ready, absent))
	member.serveUnasked(t)
	for range 6 {
		require.Equal(t, "2", dial(t, "tcp", address).reply(t))
	}
	require.Zero(t, intruder.unread())
	require.Empty(t, c.broken)
}

// A worker's Ready may overtake the primary's Join, which comes on another channel. It counts all the same.
func TestReadyBeforeJoin(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	w := c.readyWorker(1, 1)
	w.serveUnasked(t)
	for range 3 { // it closes and listens again, and the primary hears of both late
		require.NoError(t, w.say(wire.Gone, 1))
		require.NoError(t, w.say(wire.Ready, 1))
		c.settle()
		c.do(wire.Leave, 1, 1)
		c.do(wire.Join, 1, 1)
		c.settle()
		require.Equal(t, "1", dial(t, "tcp", address).reply(t))
	}
}

// Saying Ready twice does not give a worker two turns.
func TestReadyTwiceIsReadyOnce(t *testing.T) {
	checkLeaks(t)
	core := start(t)
	requireTurns(t, []uint32{1, 2, 1, 2, 1, 2}, func() []uint32 {
		c := core.newCrew(2)
		require.NoError(t, c.workers[0].say(wire.Ready, 1))
		c.do(wire.Join, 1, 1)
		c.settle()
		require.NoError(t, c.workers[0].say(wire.Ready, 1))
		c.settle()
		return c.turns(6)
	})
}

// Gone ends the hand-offs, Ready starts them again.
func TestGoneAndReadyAgain(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	first, second := c.readyWorker(1, 1), c.readyWorker(2, 1)
	second.serveUnasked(t)
	for range 3 {
		require.NoError(t, first.say(wire.Gone, 1))
		require.NoError(t, first.say(wire.Gone, 1)) // twice: no harm
		c.settle()
		for range 4 {
			require.Equal(t, "2", dial(t, "tcp", address).reply(t))
		}
		require.Zero(t, first.unread())
		require.NoError(t, first.say(wire.Ready, 1))
		c.settle()
		// The ring goes on behind the second worker: the turn is the first's within two connections.
		clients := dialMany(t, address, 2)
		first.answer(t, first.take(t))
		for _, client := range clients {
			require.NotEmpty(t, client.reply(t))
		}
	}
}

// A worker that leaves loses what it has not read of the listener, keeps its other listeners, and gets nothing by saying
// Ready before it joins again.
func TestLeave(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	left, kept := c.listenLoopback(1), c.listenLoopback(2)
	w := c.readyWorker(1, 1, 2)
	ofLeft := dialMany(t, left, 2)
	ofKept := dialMany(t, kept, 2)
	eventually(t, func() bool { return w.unread() == 4 }, "all four are queued")
	c.do(wire.Leave, 1, 1)
	c.settle()
	eventually(t, func() bool { return w.unread() == 2 }, "those of the other listener stay or come again")
	require.NoError(t, w.say(wire.Ready, 1))
	c.settle()
	require.Equal(t, 2, w.unread())
	w.serveUnasked(t)
	for _, client := range ofKept {
		require.Equal(t, "1", client.reply(t))
	}
	c.readyWorker(2, 1).serveUnasked(t)
	for _, client := range ofLeft {
		require.Equal(t, "2", client.reply(t))
	}
	c.do(wire.Leave, absent, 1)
	c.do(wire.Leave, 1, absent)
	c.do(wire.Leave, 1, 1)
	c.settle()
}

// A drained worker gets nothing more of any listener, what it has not read goes to others, its channel stays.
func TestDrain(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	one, two := c.listenLoopback(1), c.listenLoopback(2)
	w := c.readyWorker(1, 1, 2)
	clients := append(dialMany(t, one, 2), dialMany(t, two, 2)...)
	eventually(t, func() bool { return w.unread() == len(clients) }, "all are queued")
	c.do(wire.DrainWorker, 0, 1)
	c.settle()
	require.Zero(t, w.unread())
	requireIdle(t, os.Getpid())
	c.readyWorker(2, 1, 2).serveUnasked(t)
	for _, client := range clients {
		require.Equal(t, "2", client.reply(t))
	}
	require.NoError(t, w.say(wire.Ready, 1))
	require.NoError(t, w.say(wire.Gone, 1))
	c.settle()
	require.Equal(t, "2", dial(t, "tcp", one).reply(t))
	require.Zero(t, w.unread())
	c.do(wire.DrainWorker, 0, 1) // again: no harm
	c.do(wire.DrainWorker, 0, absent)
	c.settle()
}
