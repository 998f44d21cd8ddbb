package testgo

import (
	"net"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// backlogMax is the length of the kernel's accept queue that the tests ask for.
const backlogMax = 511

// listeningSocket is a socket that listens, as the primary's JavaScript has it, and its address. The test closes it, and its
// path, if it has one, stays.
func listeningSocket(t testing.TB, network, address string) (*os.File, string) {
	t.Helper()
	l, err := net.Listen(network, address)
	require.NoError(t, err)
	if l, ok := l.(*net.UnixListener); ok {
		l.SetUnlinkOnClose(false)
	}
	file, err := l.(interface{ File() (*os.File, error) }).File()
	require.NoError(t, err)
	t.Cleanup(func() { _ = file.Close() })
	require.NoError(t, l.Close())
	require.NoError(t, unix.Listen(int(file.Fd()), backlogMax))
	return file, l.Addr().String()
}

// listenOn has the core accept on a new socket that is its alone then. It returns the address.
func (c *control) listenOn(listener uint32, network, address string) string {
	c.t.Helper()
	file, bound := listeningSocket(c.t, network, address)
	answer := c.listen(listener, int(file.Fd()))
	require.Zero(c.t, answer.Errno, answer.Errno.Error())
	require.NoError(c.t, file.Close())
	return bound
}

// listenLoopback is listenOn with a free port.
func (c *control) listenLoopback(listener uint32) string {
	c.t.Helper()
	return c.listenOn(listener, "tcp4", "127.0.0.1:0")
}

// tryListen is listen with a new socket: for a core that says no.
func (c *control) tryListen(listener uint32) wire.Notice {
	c.t.Helper()
	file, _ := listeningSocket(c.t, "tcp4", "127.0.0.1:0")
	defer func() { _ = file.Close() }()
	return c.listen(listener, int(file.Fd()))
}
