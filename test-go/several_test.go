package testgo

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// Leave and CloseListener may name several listeners; those that are not there are passed over, and nobody answers a seq of 0.
func TestSeveralListenersInOneRequest(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	var addresses []string
	for id := range uint32(4) {
		addresses = append(addresses, c.listenLoopback(id+1))
	}
	leaver, other := c.readyWorker(1, 1, 2, 3, 4), c.readyWorker(2, 1, 2, 3)
	require.NoError(t, c.channel.send(append(request(wire.Leave, 0, 1, 1), words(absent, 3, 2)...)))
	c.settle()
	leaver.serveUnasked(t)
	other.serveUnasked(t)
	for i, worker := range []string{"2", "2", "2", "1"} {
		for range 3 {
			require.Equal(t, worker, dial(t, "tcp", addresses[i]).reply(t))
		}
	}
	require.NoError(t, c.channel.send(append(request(wire.CloseListener, 0, 2, 0), words(4, absent, 1)...)))
	c.settle() // whose own answer is the next
	for i, open := range []bool{false, false, true, false} {
		client, err := net.DialTimeout("tcp", addresses[i], patience)
		if !open {
			require.ErrorIs(t, err, unix.ECONNREFUSED)
			continue
		}
		require.NoError(t, err)
		require.NoError(t, client.Close())
	}
}
