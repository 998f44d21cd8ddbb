package testgo

import (
	"net"
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core"
	"gocluster/core/wire"
)

// running is a core as a process of its own has it, in this process.
type running struct {
	*root
	ended chan error
}

func runCore(t *testing.T) *running {
	t.Helper()
	near, far := pair(t)
	r := &running{&root{t, near}, make(chan error, 1)}
	go func() { r.ended <- core.Run(far) }()
	return r
}

func (r *running) awaitEnd() error {
	r.t.Helper()
	select {
	case err := <-r.ended:
		return err
	case <-time.After(patience):
		require.Fail(r.t, "the core runs on")
		return nil
	}
}

// The first word is the version; the end of the root channel is the end of all, whatever else is open.
func TestRunEndsWithTheRootChannel(t *testing.T) {
	checkLeaks(t)
	r := runCore(t)
	frame, fds, err := r.channel.receive(patience)
	require.NoError(t, err)
	require.Empty(t, fds)
	require.Equal(t, words(wire.Version), frame)

	c := r.attach()
	address := c.listenLoopback(1)
	c.readyWorker(1, 1).serveUnasked(t)
	require.Equal(t, "1", dial(t, "tcp", address).reply(t))

	// As a primary does that ends by itself: it waits until its core is gone.
	require.NoError(t, unix.Shutdown(r.channel.fd, unix.SHUT_WR))
	require.NoError(t, r.awaitEnd())
	_, _, err = c.channel.receive(patience)
	require.Error(t, err, "the control channel has ended too")
	l, err := net.Listen("tcp", address)
	require.NoError(t, err, "the port is free")
	require.NoError(t, l.Close())
}

// What is no channel is refused, and closed.
func TestRunWithoutAChannel(t *testing.T) {
	checkLeaks(t)
	for _, kind := range []int{unix.SOCK_STREAM, unix.SOCK_DGRAM} {
		fd, err := unix.Socket(unix.AF_INET, kind|unix.SOCK_CLOEXEC, 0)
		require.NoError(t, err)
		require.Error(t, core.Run(fd))
		require.ErrorIs(t, unix.Close(fd), unix.EBADF)
	}
}

// The library and the program say the same version.
func TestVersionIsTheHeaders(t *testing.T) {
	header, err := os.ReadFile("../capi/gocluster.h")
	require.NoError(t, err)
	number := regexp.MustCompile(`#define GOCLUSTER_ABI (\d+)`).FindSubmatch(header)
	require.NotNil(t, number)
	abi, err := strconv.Atoi(string(number[1]))
	require.NoError(t, err)
	require.Equal(t, abi, wire.Version)
}
