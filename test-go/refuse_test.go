package testgo

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// refuse sends a connection back and closes the worker's descriptor of it.
func (w *worker) refuse(t testing.TB, h handoff) {
	t.Helper()
	frame := append(words(uint32(wire.Refuse), h.listener), h.header...)
	require.NoError(t, w.channel.send(frame, h.fd))
	require.NoError(t, unix.Close(h.fd))
}

// A connection that one worker refuses goes to another.
func TestRefusedConnectionGoesToAnotherWorker(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	first, second := c.readyWorker(1, 1), c.readyWorker(2, 1)
	client := dial(t, "tcp", address)
	first.refuse(t, first.take(t))
	second.answer(t, second.take(t))
	require.Equal(t, "2", client.reply(t))
}

// A worker that is full says Gone and refuses what is on its way. With nobody else there the connection waits, and nothing
// spins.
func TestRefusedConnectionWaitsForRoom(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	w := c.readyWorker(1, 1)
	clients := dialMany(t, address, 3)
	for _, h := range w.takeAll(t, len(clients)) {
		require.NoError(t, w.say(wire.Gone, 1))
		w.refuse(t, h)
	}
	c.settle()
	requireIdle(t, os.Getpid())
	require.Zero(t, w.unread(), "handed out to a worker that is gone")

	require.NoError(t, w.say(wire.Ready, 1))
	w.serveUnasked(t)
	for _, client := range clients {
		require.Equal(t, "1", client.reply(t))
	}
}

// Workers that all refuse all the time, without saying Gone, make no connection disappear.
func TestConnectionSurvivesManyRefusals(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	workers := []*worker{c.readyWorker(1, 1), c.readyWorker(2, 1)}
	client := dial(t, "tcp", address)
	for range 50 {
		w := holder(t, workers...)
		w.refuse(t, w.take(t))
	}
	w := holder(t, workers...)
	w.answer(t, w.take(t))
	require.NotEmpty(t, client.reply(t))
}

// A worker may refuse what it was handed by a listener that it has left since, and before it dies.
func TestFormerMemberMayRefuse(t *testing.T) {
	for _, test := range []struct {
		name string
		part func(c *control)
	}{
		{"after Leave", func(c *control) { c.do(wire.Leave, 1, 1) }},
		{"after DrainWorker", func(c *control) { c.do(wire.DrainWorker, 0, 1) }},
		{"before RemoveWorker", func(*control) {}},
	} {
		t.Run(test.name, func(t *testing.T) {
			checkLeaks(t)
			c := start(t).attach()
			address := c.listenLoopback(1)
			w := c.readyWorker(1, 1)
			client := dial(t, "tcp", address)
			h := w.take(t)
			test.part(c)
			c.settle()
			w.refuse(t, h)
			c.do(wire.RemoveWorker, 0, 1)
			other := c.readyWorker(2, 1)
			other.answer(t, other.take(t))
			require.Equal(t, "2", client.reply(t))
		})
	}
}

// A refused connection of a listener that is closed, or that the worker has no part in, just ends.
func TestRefusedConnectionOfNoListenerEnds(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	c.listenLoopback(2)
	w := c.readyWorker(1, 1)
	for _, listener := range []uint32{absent, 2} {
		client := dial(t, "tcp", address)
		h := w.take(t)
		h.listener = listener
		w.refuse(t, h)
		reply, _ := client.outcome()
		require.Empty(t, reply)
	}
	c.closeListener(1)
	require.Empty(t, c.broken)
}

// What is refused must be a connection such as the listener makes; anything else breaks the worker.
func TestRefusingWhatIsNoConnectionBreaksTheWorker(t *testing.T) {
	socket := func(family, kind int) func(*testing.T) int {
		return func(t *testing.T) int {
			fd, err := unix.Socket(family, kind|unix.SOCK_CLOEXEC, 0)
			require.NoError(t, err)
			return fd
		}
	}
	for _, test := range []struct {
		name string
		open func(*testing.T) int
	}{
		{"a file", func(t *testing.T) int {
			fd, err := unix.Open(os.Args[0], unix.O_RDONLY|unix.O_CLOEXEC, 0)
			require.NoError(t, err)
			return fd
		}},
		{"a datagram socket", socket(unix.AF_INET, unix.SOCK_DGRAM)},
		{"a socket of another family", socket(unix.AF_INET6, unix.SOCK_STREAM)},
		{"a Unix socket", socket(unix.AF_UNIX, unix.SOCK_STREAM)},
		{"a channel", socket(unix.AF_UNIX, unix.SOCK_SEQPACKET)},
		{"a listening socket", func(t *testing.T) int {
			fd := socket(unix.AF_INET, unix.SOCK_STREAM)(t)
			require.NoError(t, unix.Listen(fd, 1))
			return fd
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			checkLeaks(t)
			c := start(t).attach()
			address := c.listenLoopback(1)
			w := c.readyWorker(1, 1)
			w.refuse(t, handoff{listener: 1, fd: test.open(t)})
			c.awaitBroken(1)
			c.readyWorker(2, 1).serveUnasked(t)
			require.Equal(t, "2", dial(t, "tcp", address).reply(t))
		})
	}
}
