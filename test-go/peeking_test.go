package testgo

import (
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/peek"
	"gocluster/core/wire"
)

// A listener that looks at first bytes, and its clients, for the tests of it.

const (
	line      = "PROXY TCP4 192.0.2.1 192.0.2.2 1234 443\r\n"
	localOne  = "\r\n\r\n\x00\r\nQUIT\n\x20\x00\x00\x00"
	longTime  = 60_000 // milliseconds: no test waits for it
	shortTime = 100
	loopback  = "127.0.0.0/8"
)

// listenFor is listenOn for a listener that peeks for a header of the PROXY protocol.
func (c *control) listenFor(proxy wire.ProxyKind, timeout uint32, networks, network, address string) string {
	c.t.Helper()
	return c.listenWith(words(uint32(wire.RoundRobin), uint32(wire.ByAddress), 128, 1024, timeout, uint32(proxy), 0), networks, network, address)
}

// listenWith is listenOn with options: their numbers, and the text that follows.
func (c *control) listenWith(numbers []byte, text, network, address string) string {
	c.t.Helper()
	file, bound := listeningSocket(c.t, network, address)
	c.seq++
	frame := append(append(request(wire.Listen, c.seq, 1, backlogMax), numbers...), text...)
	require.NoError(c.t, c.channel.send(frame, int(file.Fd())))
	require.Zero(c.t, c.answer().Errno)
	require.NoError(c.t, file.Close())
	return bound
}

func (c *control) listenForHeaders(timeout uint32) string {
	c.t.Helper()
	return c.listenFor(wire.ProxyRequired, timeout, "", "tcp4", "127.0.0.1:0")
}

// peekStats are a listener's counters of what it has peeked at.
type peekStats struct{ peeking, timeouts, overflows, rejections uint64 }

func (c *control) peekStats() peekStats {
	c.t.Helper()
	records, errno := c.stats()
	require.Zero(c.t, errno)
	values := of(records, wire.ListenerRecord)[0].values
	return peekStats{values[7], values[8], values[9], values[10]}
}

func (c *control) awaitPeek(wanted peekStats) {
	c.t.Helper()
	is := c.peekStats()
	if !within(patience, func() bool { is = c.peekStats(); return is == wanted }) {
		require.Equal(c.t, wanted, is)
	}
}

func (c client) write(t testing.TB, pieces ...string) {
	t.Helper()
	for _, piece := range pieces {
		_, err := io.WriteString(c, piece)
		require.NoError(t, err)
	}
}

// requireEnd waits until the other side has ended the connection without a word.
func (c client) requireEnd(t testing.TB) {
	t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(patience))
	n, err := c.Read(make([]byte, 1))
	require.Zero(t, n)
	var timeout net.Error
	require.Error(t, err)
	require.False(t, errorsAs(err, &timeout) && timeout.Timeout(), "it is still open")
}

func errorsAs(err error, target *net.Error) bool {
	found, is := err.(net.Error)
	*target = found
	return is
}

// requireContent tells what has come on a connection, and nobody has read.
func requireContent(t testing.TB, wanted string, fd int) {
	t.Helper()
	content := make([]byte, len(wanted)+1)
	n, err := unix.Read(fd, content)
	if wanted == "" {
		require.Equal(t, unix.EAGAIN, err)
		return
	}
	require.NoError(t, err)
	require.Equal(t, wanted, string(content[:n]))
}

func requireLine(t testing.TB, h handoff) {
	t.Helper()
	var header peek.Header
	require.True(t, header.ReadAppended(h.header))
	require.EqualValues(t, 1, header.Version)
	require.EqualValues(t, 1234, header.Source.Port)
}
