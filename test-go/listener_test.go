package testgo

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// Each kind of socket is served, and stays the primary's when the core's listener is closed; so does a Unix socket's path.
func TestKindsOfListener(t *testing.T) {
	for _, test := range []struct{ network, address string }{
		{"tcp4", "127.0.0.1:0"}, {"tcp6", "[::1]:0"}, {"unix", filepath.Join(t.TempDir(), "s")},
	} {
		t.Run(test.network, func(t *testing.T) {
			checkLeaks(t)
			c := start(t).attach()
			file, address := listeningSocket(t, test.network, test.address)
			require.Zero(t, c.listen(1, int(file.Fd())).Errno)
			c.readyWorker(1, 1).serveUnasked(t)
			require.Equal(t, "1", dial(t, test.network, address).reply(t))
			c.closeListener(1)

			client := dial(t, test.network, address)
			own, err := net.FileListener(file)
			require.NoError(t, err)
			accepted, err := own.Accept()
			require.NoError(t, err)
			require.NoError(t, accepted.Close())
			require.NoError(t, own.Close())
			require.Empty(t, client.reply(t))
		})
	}
}

// What does not listen is answered with EINVAL, and its descriptors are not kept.
func TestSocketThatDoesNotListen(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	samples := openSamples(t)
	bound, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	require.NoError(t, err)
	defer func() { _ = unix.Close(bound) }()
	require.NoError(t, unix.Bind(bound, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	cases := samples.named()
	cases["nothing"] = nil
	cases["two sockets"] = []int{samples.listen, samples.listen}
	cases["a connection"] = []int{samples.connection}
	cases["a Unix connection"] = []int{samples.stream}
	cases["a bound socket"] = []int{bound}
	for name, fds := range cases {
		require.Equal(t, unix.EINVAL, c.listen(1, fds...).Errno, name)
	}
	require.Zero(t, c.listen(1, samples.listen).Errno, "the number stays free")
}

// A shared socket that somebody else shuts down serves nobody any more; it must not keep the core busy.
func TestSocketThatIsShutDown(t *testing.T) {
	for network, address := range map[string]string{
		"tcp": "127.0.0.1:0", "unix": filepath.Join(t.TempDir(), "s"),
	} {
		t.Run(network, func(t *testing.T) {
			checkLeaks(t)
			c := start(t).attach()
			file, address := listeningSocket(t, network, address)
			require.Zero(t, c.listen(1, int(file.Fd())).Errno)
			other := c.listenLoopback(2)
			c.readyWorker(1, 1, 2).serveUnasked(t)
			require.Equal(t, "1", dial(t, network, address).reply(t))
			require.NoError(t, unix.Shutdown(int(file.Fd()), unix.SHUT_RDWR))
			requireIdle(t, os.Getpid())
			require.Equal(t, "1", dial(t, "tcp", other).reply(t))
			c.closeListener(1)
		})
	}
}

// A listener's number is used once; nothing is lost by asking twice.
func TestListenerNumberInUse(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	require.Equal(t, unix.EINVAL, c.tryListen(1).Errno)
	require.Equal(t, unix.EINVAL, c.tryListen(0).Errno)
	c.readyWorker(1, 1).serveUnasked(t)
	require.Equal(t, "1", dial(t, "tcp", address).reply(t))
}

// The core has let go as soon as the close is answered, and whoever waits for a worker is told.
func TestCloseListenerFreesThePort(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	for range 3 {
		address := c.listenLoopback(1)
		client := dial(t, "tcp", address)
		c.closeListener(1)
		_, err := client.outcome()
		require.ErrorIs(t, err, unix.ECONNRESET)
		again, err := net.Listen("tcp", address)
		require.NoError(t, err)
		require.NoError(t, again.Close())
	}
	c.closeListener(1) // again: no harm
}

// A listener may be closed while its workers are ready and have connections: they keep them.
func TestCloseListenerLeavesTheWorkersTheirs(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	w := c.readyWorker(1, 1)
	client := dial(t, "tcp", address)
	h := w.take(t)
	c.closeListener(1)
	w.answer(t, h)
	require.Equal(t, "1", client.reply(t))
	require.NoError(t, w.say(wire.Gone, 1))
	require.NoError(t, w.say(wire.Ready, 1))
	c.settle()
	require.Empty(t, c.broken)
}

// A refused connection of a Unix listener goes round as a TCP one does.
func TestUnixConnectionsAreRefusedAndTakenBackToo(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	path := c.listenOn(1, "unix", filepath.Join(t.TempDir(), "s"))
	first := c.readyWorker(1, 1)
	refused := dial(t, "unix", path)
	h := first.take(t)
	unread := dial(t, "unix", path)
	eventually(t, func() bool { return first.unread() == 1 }, "the second is queued")
	c.readyWorker(2, 1).serveUnasked(t)
	require.NoError(t, first.say(wire.Gone, 1))
	first.refuse(t, h)
	require.Equal(t, "2", refused.reply(t))
	c.do(wire.Leave, 1, 1)
	require.Equal(t, "2", unread.reply(t))
}
