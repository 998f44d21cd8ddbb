package core

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/peek"
	"gocluster/core/wire"
)

// peeking is a listener whose connections name their worker in a header.
func (b *bench) peeking() {
	b.sticky(60)
	options := b.listener.options
	options.Key = wire.StickyKey{Kind: wire.ByHeader, Name: "x-user", MaxBytes: peek.HeadMax}
	b.listener.peeker = newPeeker(b.listener, options)
}

// Clients that send nothing take no more than their part of what may be held, however many workers are blocked.
func TestSilentClientsHaveTheirBound(t *testing.T) {
	const limit = 40
	b := newBench(t, 2)
	b.peeking()
	b.reactor.holding.limit = limit
	for _, w := range b.workers {
		w.flow.page.Claim()
	}
	near, _ := b.pair(unix.SOCK_STREAM)
	for b.listener.mayPeek() {
		c := connection{listener: b.listener}
		c.IP[15] = byte(b.listener.pending.len())
		c.fd, _ = unix.Dup(near)
		b.listener.peeker.begin(c)
		require.LessOrEqual(t, b.reactor.holding.count, limit)
		require.LessOrEqual(t, b.listener.peeker.count, limit/4)
	}
	require.Positive(t, b.listener.pending.len())
}

// A head that comes in pieces is looked through once.
func TestAHeadInPieces(t *testing.T) {
	b := newBench(t, 2)
	b.peeking()
	near, far := b.pair(unix.SOCK_STREAM)
	c := connection{fd: near, listener: b.listener}
	send := func(text string) {
		_, err := unix.Write(far, []byte(text))
		require.NoError(t, err)
		if k := b.listener.peeker.oldest; k != nil {
			k.run(unix.EPOLLIN)
		}
	}
	send("GET / HTTP/1.1\r\n" + strings.Repeat("a:\n", 100))
	b.listener.peeker.begin(c)
	send("x-us")
	send("er: a")
	require.Equal(t, 1, b.listener.peeker.count)
	send("nn\r\n")
	require.Zero(t, b.listener.peeker.count)
	require.Equal(t, 1, b.listener.pending.len())
	for held := range b.listener.pending.all() {
		require.Equal(t, peek.Hash([]byte("ann")), held.Key)
	}
}
