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

var fdBind = wire.Bind{Kind: wire.KindFD, Backlog: 16}

// borrow is a duplicate of the socket of a Go listener. The test closes it.
func borrow(t testing.TB, file *os.File, err error) int {
	t.Helper()
	require.NoError(t, err)
	t.Cleanup(func() { _ = file.Close() })
	return int(file.Fd())
}

// A TCP socket of the primary's is served, and stays the primary's when the core's listener is closed.
func TestTCPDescriptor(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	file, err := l.(*net.TCPListener).File()
	answer := c.listen(1, fdBind, borrow(t, file, err))
	require.Equal(t, l.Addr().String(), addressOf(t, answer))
	c.readyWorker(1, 1).serveUnasked(t)
	require.Equal(t, "1", dial(t, "tcp", l.Addr().String()).reply(t))
	c.closeListener(1)

	client := dial(t, "tcp", l.Addr().String())
	accepted, err := l.Accept()
	require.NoError(t, err)
	require.NoError(t, accepted.Close())
	require.Empty(t, client.reply(t))
}

// A Unix socket of the primary's is served, and its path is not the core's to remove.
func TestUnixDescriptor(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	path := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", path)
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	file, err := l.(*net.UnixListener).File()
	answer := c.listen(1, fdBind, borrow(t, file, err))
	require.Zero(t, answer.Errno)
	require.Zero(t, answer.Family)
	first := c.readyWorker(1, 1)
	client := dial(t, "unix", path)
	h := first.take(t)
	require.NoError(t, first.say(wire.Gone, 1))
	first.refuse(t, h)
	c.readyWorker(2, 1).serveUnasked(t)
	require.Equal(t, "2", client.reply(t))
	c.closeListener(1)
	require.FileExists(t, path)
}

// A socket that is bound and does not listen yet is made to.
func TestBoundDescriptor(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	fd, err := unix.Socket(unix.AF_INET6, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	require.NoError(t, err)
	require.NoError(t, unix.Bind(fd, &unix.SockaddrInet6{Addr: [16]byte{15: 1}}))
	answer := c.listen(1, fdBind, fd)
	require.NoError(t, unix.Close(fd))
	require.EqualValues(t, 6, answer.Family)
	c.readyWorker(1, 1).serveUnasked(t)
	require.Equal(t, "1", dial(t, "tcp", addressOf(t, answer)).reply(t))
}

// What cannot listen is answered with EINVAL, and its descriptors are not kept.
func TestDescriptorThatCannotListen(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	file, err := os.Open(os.Args[0])
	require.NoError(t, err)
	defer func() { _ = file.Close() }()
	near, far, err := os.Pipe()
	require.NoError(t, err)
	defer func() { _, _ = near.Close(), far.Close() }()
	datagram, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	require.NoError(t, err)
	defer func() { _ = unix.Close(datagram) }()
	channel, err := unix.Socket(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	require.NoError(t, err)
	defer func() { _ = unix.Close(channel) }()
	for name, fds := range map[string][]int{
		"a file":            {int(file.Fd())},
		"a pipe":            {int(near.Fd())},
		"a datagram socket": {datagram},
		"a channel":         {channel},
		"two descriptors":   {datagram, channel},
	} {
		require.Equal(t, unix.EINVAL, c.listen(1, fdBind, fds...).Errno, name)
	}
	require.Zero(t, c.listen(1, loopback, datagram).Errno, "a descriptor that is not asked for")
}

// A shared socket that somebody else shuts down serves nobody any more; it must not keep the core busy.
func TestDescriptorThatIsShutDown(t *testing.T) {
	for _, network := range []string{"tcp", "unix"} {
		t.Run(network, func(t *testing.T) {
			checkLeaks(t)
			c := start(t).attach()
			address := map[string]string{"tcp": "127.0.0.1:0", "unix": filepath.Join(t.TempDir(), "s")}[network]
			l, err := net.Listen(network, address)
			require.NoError(t, err)
			defer func() { _ = l.Close() }()
			file, err := l.(interface{ File() (*os.File, error) }).File()
			fd := borrow(t, file, err)
			require.Zero(t, c.listen(1, fdBind, fd).Errno)
			other := c.listenLoopback(2)
			c.readyWorker(1, 1, 2).serveUnasked(t)
			require.Equal(t, "1", dial(t, network, l.Addr().String()).reply(t))
			require.NoError(t, unix.Shutdown(fd, unix.SHUT_RDWR))
			requireIdle(t, os.Getpid())
			require.Equal(t, "1", dial(t, "tcp", other).reply(t))
			c.closeListener(1)
		})
	}
}
