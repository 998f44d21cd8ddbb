package testgo

import (
	"net"
	"strconv"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// The kinds of TCP listener: what the answer says, and who can connect.
func TestTCPListeners(t *testing.T) {
	const v4, v6 = "127.0.0.1", "::1"
	for _, test := range []struct {
		name    string
		address string
		flags   uint32
		family  uint32
		bound   string
		reached []string
		refused []string
	}{
		{"IPv4", v4, 0, 4, v4, []string{v4}, []string{v6}},
		{"IPv6", v6, 0, 6, v6, []string{v6}, []string{v4}},
		{"any IPv4", "0.0.0.0", 0, 4, "0.0.0.0", []string{v4}, []string{v6}},
		{"dual-stack", "::", 0, 6, "::", []string{v4, v6}, nil},
		{"no address", "", 0, 6, "::", []string{v4, v6}, nil},
		{"IPv6 only", "::", wire.FlagIPv6Only, 6, "::", []string{v6}, []string{v4}},
		{"another loopback address", "127.0.0.2", 0, 4, "127.0.0.2", []string{"127.0.0.2"}, []string{v4}},
	} {
		t.Run(test.name, func(t *testing.T) {
			checkLeaks(t)
			c := start(t).attach()
			answer := c.listen(1, wire.Bind{Kind: wire.KindTCP, Backlog: 16, Flags: test.flags, Address: test.address})
			require.Zero(t, answer.Errno)
			require.Equal(t, test.family, answer.Family)
			require.Equal(t, test.bound, answer.Address)
			require.NotZero(t, answer.Port)
			c.readyWorker(1, 1).serveUnasked(t)
			port := strconv.Itoa(int(answer.Port))
			for _, address := range test.reached {
				require.Equal(t, "1", dial(t, "tcp", net.JoinHostPort(address, port)).reply(t), address)
			}
			for _, address := range test.refused {
				_, err := net.DialTimeout("tcp", net.JoinHostPort(address, port), patience)
				require.ErrorIs(t, err, unix.ECONNREFUSED, address)
			}
		})
	}
}

// A listen that cannot be done is answered with the error that a plain Node process gets.
func TestListenErrors(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	taken := int(c.listen(1, loopback).Port)
	bind := func(address string, port int) wire.Bind {
		return wire.Bind{Kind: wire.KindTCP, Backlog: 16, Address: address, Port: port}
	}
	for i, test := range []struct {
		name  string
		bind  wire.Bind
		errno syscall.Errno
	}{
		{"a port that is taken", bind("127.0.0.1", taken), unix.EADDRINUSE},
		{"an address that is not here", bind("192.0.2.1", 0), unix.EADDRNOTAVAIL},
		{"no address at all", bind("localhost", 0), unix.EINVAL},
		{"a port out of range", bind("127.0.0.1", 65536), unix.EINVAL},
		{"a negative port", bind("127.0.0.1", -1), unix.EINVAL},
		{"a link-local address without a zone", bind("fe80::1", 0), unix.EINVAL},
		{"no such kind", wire.Bind{Kind: 9, Backlog: 16}, unix.EINVAL},
		{"no kind", wire.Bind{}, unix.EINVAL},
		{"no descriptor", wire.Bind{Kind: wire.KindFD, Backlog: 16}, unix.EINVAL},
	} {
		t.Run(test.name, func(t *testing.T) {
			answer := c.listen(uint32(i+2), test.bind)
			require.Equal(t, test.errno, answer.Errno)
			require.Zero(t, answer.Port)
			// The number stays free.
			require.Zero(t, c.listen(uint32(i+2), loopback).Errno)
		})
	}
}

// A listener's number is used once; nothing is lost by asking twice.
func TestListenerNumberInUse(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	require.Equal(t, unix.EINVAL, c.listen(1, loopback).Errno)
	require.Equal(t, unix.EINVAL, c.listen(0, loopback).Errno)
	c.readyWorker(1, 1).serveUnasked(t)
	require.Equal(t, "1", dial(t, "tcp", address).reply(t))
}

// The port is free as soon as the close is answered, and whoever waits for a worker is told.
func TestCloseListenerFreesThePort(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	for range 3 {
		answer := c.listen(1, loopback)
		address := addressOf(t, answer)
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
