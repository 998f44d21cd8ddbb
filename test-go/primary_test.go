package testgo

import (
	"net"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// Two primaries use the same numbers for their listeners and workers, and know nothing of each other.
func TestTwoPrimariesWithTheSameNumbers(t *testing.T) {
	checkLeaks(t)
	core := start(t)
	one, two := core.attach(), core.attach()
	first, second := one.listenLoopback(1), two.listenLoopback(1)
	ofOne, ofTwo := one.readyWorker(1, 1), two.readyWorker(1, 1)
	for range 3 {
		client := dial(t, "tcp", first)
		ofOne.answer(t, ofOne.take(t))
		client.reply(t)
		client = dial(t, "tcp", second)
		ofTwo.answer(t, ofTwo.take(t))
		client.reply(t)
	}
	require.Zero(t, ofOne.unread()+ofTwo.unread())
	one.do(wire.RemoveWorker, 0, 1)
	one.closeListener(1)
	ofTwo.serveUnasked(t)
	require.Equal(t, "1", dial(t, "tcp", second).reply(t))
}

// When a primary closes its end, its listeners, workers and waiting connections end, and another primary's do not.
func TestEndOfAPrimaryFreesWhatIsIts(t *testing.T) {
	checkLeaks(t)
	core := start(t)
	other := core.attach()
	kept := other.listenLoopback(1)
	other.readyWorker(1, 1).serveUnasked(t)
	before := countFDs(t, "self")

	c := core.attach()
	address := c.listenLoopback(1)
	w := c.readyWorker(1, 1)
	clients := dialMany(t, address, 2*bound)
	eventually(t, func() bool { return w.unread() == bound && backlog(t, address) == 0 }, "all are accepted")
	c.channel.close()

	for _, client := range clients {
		_, err := client.outcome()
		require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "a client is left hanging")
	}
	l, err := net.Listen("tcp", address)
	require.NoError(t, err, "the port is free")
	require.NoError(t, l.Close())
	_, err = w.read(patience)
	require.Error(t, err, "the worker sees the end")
	w.channel.close()
	eventually(t, func() bool { return countFDs(t, "self") <= before }, "all descriptors are closed")
	require.Equal(t, "1", dial(t, "tcp", kept).reply(t))
}

// A worker removed and the primary gone in one breath: what was on its way to another worker ends, too.
func TestEndOfAPrimaryRightAfterARequest(t *testing.T) {
	checkLeaks(t)
	core := start(t)
	for range 20 {
		c := core.attach()
		address := c.listenLoopback(1)
		w := c.readyWorker(1, 1)
		clients := dialMany(t, address, bound)
		eventually(t, func() bool { return w.unread() == bound }, "the queue is full")
		c.readyWorker(2, 1)
		c.do(wire.RemoveWorker, 0, 1)
		c.channel.close()
		for _, client := range clients {
			_, err := client.outcome()
			require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "a client is left hanging")
		}
	}
}

// The core ends with its last channel, not with its first.
func TestCoreEndsWithItsLastChannel(t *testing.T) {
	checkLeaks(t)
	core := start(t)
	c := core.attach()
	c.closeListener(absent)
	address := c.listenLoopback(1)
	c.readyWorker(1, 1).serveUnasked(t)
	core.channel.close()
	require.Equal(t, "1", dial(t, "tcp", address).reply(t))
}

// Attach belongs to the root channel, and nothing else does.
func TestAttachIsForTheRootChannel(t *testing.T) {
	checkLeaks(t)
	core := start(t)
	c := core.attach()
	near, far := pair(t)
	c.do(wire.Attach, 0, 0, far)
	require.NoError(t, unix.Close(far))
	_, _, err := near.receive(patience)
	require.Error(t, err, "the core has closed it")

	file, address := listeningSocket(t, "tcp4", "127.0.0.1:0")
	require.NoError(t, core.channel.send(request(wire.Listen, 1, 1, 0), int(file.Fd())))
	require.NoError(t, file.Close())
	core.attach().settle()
	_, err = net.Dial("tcp", address)
	require.ErrorIs(t, err, unix.ECONNREFUSED)
}

// A frame that is no request, or asks for what is not there, changes nothing and keeps nothing.
func TestMalformedRequestsDoNoHarm(t *testing.T) {
	checkLeaks(t)
	core := start(t)
	c := core.attach()
	address := c.listenLoopback(1)
	c.readyWorker(1, 1).serveUnasked(t)
	near, far := pair(t)
	defer func() { _ = unix.Close(far) }()
	const worker = 1
	many := make([]int, 2*fdsMax)
	for i := range many {
		many[i] = far
	}
	for _, test := range []struct {
		name  string
		frame []byte
		fds   []int
	}{
		{"one byte", []byte{1}, nil},
		{"half a request", words(uint32(wire.Join), 0), nil},
		{"half a request with a descriptor", words(uint32(wire.AddWorker)), []int{far}},
		{"no operation", words(0, 0, 0, 0), nil},
		{"an unknown operation", words(99, 0, 0, 0), []int{far}},
		{"a listener's number out of range", words(uint32(wire.Join), 0, wire.Lend|1, worker), nil},
		{"a frame that is too long", make([]byte, 2*frameMax), nil},
		{"a long frame with a descriptor", make([]byte, 2*frameMax), []int{far}},
		{"too many descriptors", words(99, 0, 0, 0), many},
		{"a worker without a channel", words(uint32(wire.AddWorker), 0, 0, 5), nil},
		{"a worker without an inbox", words(uint32(wire.AddWorker), 0, 0, 5), []int{far}},
		{"a worker's number in use", words(uint32(wire.AddWorker), 0, 0, worker), []int{far, near.fd}},
		{"no such worker", words(uint32(wire.RemoveWorker), 0, 0, 77), []int{far}},
		{"no such listener", words(uint32(wire.Join), 0, 77, worker), []int{far}},
		{"an Attach", words(uint32(wire.Attach), 0, 0, 0), nil},
	} {
		require.NoError(t, c.channel.send(test.frame, test.fds...), test.name)
		require.NoError(t, core.channel.send(test.frame, test.fds...), test.name)
		c.settle()
		require.Equal(t, "1", dial(t, "tcp", address).reply(t), test.name)
	}
	require.Empty(t, c.broken)
	core.attach().settle()
}

// A worker whose channel cannot be watched is broken from the start.
func TestWorkerWithoutARealChannelIsBroken(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	file, err := os.Open(os.Args[0])
	require.NoError(t, err)
	defer func() { _ = file.Close() }()
	fd := int(file.Fd())
	c.do(wire.AddWorker, 0, 1, fd, fd, fd)
	c.awaitBroken(1)
}
