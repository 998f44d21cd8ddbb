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

// A worker that leaves keeps its other listeners, and gets nothing by saying Ready before it joins again. What it has not read of the
// listener it serves where nobody else does.
func TestLeave(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	left, kept := c.listenLoopback(1), c.listenLoopback(2)
	w := c.readyWorker(1, 1, 2)
	ofLeft := dialMany(t, left, 2)
	ofKept := dialMany(t, kept, 2)
	w.awaitHeld(t, kept)
	c.do(wire.Leave, 1, 1)
	c.settle()
	require.NoError(t, w.say(wire.Ready, 1))
	c.settle()
	w.serveUnasked(t)
	for _, client := range ofKept {
		require.Equal(t, "1", client.reply(t))
	}
	require.Equal(t, "1", ofLeft[0].reply(t))
	c.readyWorker(2, 1).serveUnasked(t)
	require.Equal(t, "2", ofLeft[1].reply(t))
	c.do(wire.Leave, absent, 1)
	c.do(wire.Leave, 1, absent)
	c.do(wire.Leave, 1, 1)
	c.settle()
}

// A worker on its way out gets nothing more of any listener that another one serves, what it has not read goes to others, its
// channel stays.
func TestDrain(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	one, two := c.listenLoopback(1), c.listenLoopback(2)
	w := c.readyWorker(1, 1, 2)
	clients := append(dialMany(t, one, 2), dialMany(t, two, 2)...)
	w.awaitHeld(t, two)
	other := c.readyWorker(2, 1, 2)
	c.do(wire.DrainWorker, 0, 1)
	c.settle()
	require.False(t, w.holds())
	other.serveUnasked(t)
	for _, client := range clients {
		require.Equal(t, "2", client.reply(t))
	}
	requireIdle(t, os.Getpid())
	require.NoError(t, w.say(wire.Gone, 1))
	require.NoError(t, w.say(wire.Ready, 1))
	c.settle()
	for range 4 {
		require.Equal(t, "2", dial(t, "tcp", one).reply(t))
	}
	require.False(t, w.holds())
	c.do(wire.DrainWorker, 0, 1) // again: no harm
	c.do(wire.DrainWorker, 0, absent)
	c.settle()
}

// As long as nobody else serves a listener, workers on their way out serve it, all of them.
func TestDrainedWorkersServeAlone(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	first, second := c.readyWorker(1, 1), c.readyWorker(2, 1)
	clients := dialMany(t, address, 4)
	eventually(t, func() bool { return first.holds() && second.holds() }, "each has one")
	c.do(wire.DrainWorker, 0, 1)
	c.settle()
	require.False(t, first.holds(), "the second one stays")
	c.do(wire.DrainWorker, 0, 2)
	c.settle()
	require.True(t, second.holds(), "nobody stays")
	first.serveUnasked(t)
	second.serveUnasked(t)
	for _, client := range clients {
		require.NotEmpty(t, client.reply(t))
	}
}

// A worker that joins is served first from then on, also with what those on their way out have not read; once it has gone, they
// serve again, and whoever has closed gets nothing more.
func TestDrainedWorkersStopWhenAnotherJoins(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	leaving := []*worker{c.readyWorker(1, 1), c.readyWorker(2, 1)}
	c.do(wire.DrainWorker, 0, 1)
	c.do(wire.DrainWorker, 0, 2)
	c.settle()
	clients := dialMany(t, address, 2)
	eventually(t, func() bool { return leaving[0].holds() && leaving[1].holds() }, "they have both")
	other := c.readyWorker(3, 1)
	eventually(t, other.holds, "what those on their way out have not read")
	leave := func() bool { return leaving[0].holds() || leaving[1].holds() }
	require.False(t, leave())
	for range 5 {
		clients = append(clients, dial(t, "tcp", address))
	}
	never(t, leave, "those on their way out get something")

	c.do(wire.Leave, 1, 3) // nobody else serves
	c.settle()
	require.NoError(t, leaving[0].say(wire.Gone, 1))
	leaving[0].serveUnasked(t)
	leaving[1].serveUnasked(t)
	for _, client := range clients {
		require.NotEmpty(t, client.reply(t))
	}
	for range 4 {
		require.Equal(t, "2", dial(t, "tcp", address).reply(t))
	}
}

// Each listener is looked at by itself: a worker on its way out keeps the one that is its own alone.
func TestDrainedWorkerOfSeveralListeners(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	shared, own := c.listenLoopback(1), c.listenLoopback(2)
	leaving := c.readyWorker(1, 1, 2)
	ofShared, ofOwn := dialMany(t, shared, 3), dialMany(t, own, 3)
	leaving.awaitHeld(t, own)
	c.do(wire.DrainWorker, 0, 1)
	c.settle()
	require.True(t, leaving.holds(), "nobody else serves")
	c.readyWorker(2, 1).serveUnasked(t)
	for _, client := range append(ofShared, dial(t, "tcp", shared)) {
		require.Equal(t, "2", client.reply(t))
	}
	leaving.serveUnasked(t)
	for _, client := range append(ofOwn, dial(t, "tcp", own)) {
		require.Equal(t, "1", client.reply(t))
	}
}

// From Suspend to Resume a worker keeps what it has and gets nothing more; others do, and where there is nobody else connections
// wait with the core.
func TestSuspend(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	w := c.readyWorker(1, 1)
	clients := dialMany(t, address, 2)
	w.awaitHeld(t, address)
	c.do(wire.Suspend, 0, 1)
	c.do(wire.Suspend, 0, 1) // again: no harm
	c.do(wire.Suspend, 0, absent)
	c.settle()
	clients = append(clients, dial(t, "tcp", address))
	never(t, func() bool { return w.unread() > 1 }, "it gets something")
	require.True(t, w.holds(), "it keeps what it has")
	requireIdle(t, os.Getpid())
	c.do(wire.Resume, 0, 1)
	w.serveUnasked(t)
	for _, client := range clients {
		require.Equal(t, "1", client.reply(t))
	}

	c.readyWorker(2, 1).serveUnasked(t)
	c.do(wire.Suspend, 0, 1)
	c.settle()
	for range 4 {
		require.Equal(t, "2", dial(t, "tcp", address).reply(t))
	}
}

func TestSuspendedListener(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	w := c.readyWorker(1, 1)
	before := dialMany(t, address, 4)
	w.awaitHeld(t, address)
	c.do(wire.Suspend, 1, 0)
	c.do(wire.Suspend, 1, 0) // again: no harm
	c.do(wire.Suspend, absent, 0)
	c.settle()
	after := dial(t, "tcp", address)
	w.serveUnasked(t)
	for _, client := range before {
		require.Equal(t, "1", client.reply(t), "what was accepted is served")
	}
	never(t, func() bool { return backlog(t, address) != 1 }, "it accepts")
	requireIdle(t, os.Getpid())
	c.do(wire.Resume, 1, 0)
	c.do(wire.Resume, 1, 0)
	require.Equal(t, "1", after.reply(t))
	require.Equal(t, "1", dial(t, "tcp", address).reply(t))
	c.do(wire.Suspend, 1, 0)
	c.do(wire.CloseListener, 1, 0)
	c.settle()
}
