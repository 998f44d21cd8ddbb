package testgo

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// Whatever a client that only reads asks for that would change something is refused, and its descriptors are closed. What
// others have stays as it is.
func TestAReaderChangesNothing(t *testing.T) {
	checkLeaks(t)
	core := start(t)
	c := core.attach()
	address := c.listenLoopback(1)
	c.readyWorker(1, 1).serveUnasked(t)
	reader := core.attachReader()
	for op := wire.Listen; op < wire.Stats; op++ {
		near, far := pair(t)
		reader.seq++
		require.NoError(t, reader.channel.send(request(op, reader.seq, 1, 1), far, far))
		require.NoError(t, unix.Close(far))
		if op == wire.AddWorker {
			reader.awaitBroken(1)
			require.Equal(t, unix.EPERM, reader.broken[1])
		} else {
			require.Equal(t, unix.EPERM, reader.answer().Errno, op)
		}
		_, _, err := near.receive(patience)
		require.Error(t, err, "the core has closed what came along")
	}
	require.Equal(t, unix.EPERM, reader.tryListen(2).Errno)
	require.Empty(t, c.broken)
	require.Equal(t, "1", dial(t, "tcp", address).reply(t))

	reader.channel.close()
	c.settle()
	require.Equal(t, "1", dial(t, "tcp", address).reply(t))
	c.closeListener(1)
	_, err := net.Dial("tcp", address)
	require.ErrorIs(t, err, unix.ECONNREFUSED)
}
