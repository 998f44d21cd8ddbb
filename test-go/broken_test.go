package testgo

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// What no worker may send ends that worker's channel; the primary is told, and the others go on.
func TestMalformedFrameBreaksOnlyItsWorker(t *testing.T) {
	for _, test := range []struct {
		name  string
		frame []byte
		fds   int
	}{
		{"one byte", []byte{1}, 0},
		{"half a frame", words(uint32(wire.Ready)), 0},
		{"a word too many", words(uint32(wire.Ready), 1, 0), 0},
		{"a byte too many", append(words(uint32(wire.Ready), 1), 0), 0},
		{"a frame that is too long", make([]byte, 2*frameMax), 0},
		{"nothing to say", words(0, 1), 0},
		{"an unknown word", words(6, 1), 0},
		{"a Ready with a descriptor", words(uint32(wire.Ready), 1), 1},
		{"an Idle with a descriptor", words(uint32(wire.Idle), 0), 1},
		{"a Refuse without a descriptor", words(uint32(wire.Refuse), 1), 0},
		{"a Refuse with two", words(uint32(wire.Refuse), 1), 2},
		{"more descriptors than there is room for", words(uint32(wire.Refuse), 1), 2 * fdsMax},
		{"as many descriptors as can be", words(uint32(wire.Refuse), 1), 253},
	} {
		t.Run(test.name, func(t *testing.T) {
			checkLeaks(t)
			c := start(t).attach()
			address := c.listenLoopback(1)
			w := c.readyWorker(1, 1)
			clients := dialMany(t, address, 3)
			w.awaitHeld(t, address)
			fds := make([]int, test.fds)
			for i := range fds {
				fds[i] = w.channel.fd
			}
			require.NoError(t, w.channel.send(test.frame, fds...))
			requireBroken(t, c, w, clients)
		})
	}
}

// A worker that shuts its socket down, in whichever direction, is broken too.
func TestShutDownChannelBreaksOnlyItsWorker(t *testing.T) {
	for name, how := range map[string]int{"writing": unix.SHUT_WR, "reading": unix.SHUT_RD, "both": unix.SHUT_RDWR} {
		t.Run(name, func(t *testing.T) {
			checkLeaks(t)
			c := start(t).attach()
			address := c.listenLoopback(1)
			w := c.readyWorker(1, 1)
			require.NoError(t, unix.Shutdown(w.channel.fd, how))
			// Where the core hears nothing it learns of it from the next hand-off.
			requireBroken(t, c, w, dialMany(t, address, 3))
		})
	}
}

// requireBroken checks that a worker's channel is closed, that its unread connections go to another worker, and that the
// core is as good as new.
func requireBroken(t testing.TB, c *control, w *worker, clients []client) {
	t.Helper()
	c.awaitBroken(w.id)
	require.NotZero(t, c.broken[w.id])
	eventually(t, func() bool { return w.say(wire.Idle, 0) != nil }, "the channel is closed")
	eventually(t, func() bool { return w.unread() == 0 }, "what it had not read is taken back")
	c.readyWorker(w.id+1, 1).serveUnasked(t)
	for _, client := range clients {
		require.Equal(t, "2", client.reply(t))
	}
	c.do(wire.RemoveWorker, 0, w.id) // the primary's answer to the notice
	c.settle()
}
