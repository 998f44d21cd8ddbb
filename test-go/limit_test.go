package testgo

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// limit is how many descriptors the core's process may have in these tests: a hundred or so are left.
const limit = 128

// headroom is how many of them the core leaves to the rest of its process.
const headroom = limit / 4

// exhaust connects until the core takes no more, and leaves its process without a free descriptor: as a program does that
// has used up the headroom.
func exhaust(t testing.TB, h *host, address string) []client {
	t.Helper()
	clients := dialMany(t, address, 2*limit)
	eventually(t, func() bool { return h.fds() >= limit-headroom }, "the core has as many descriptors as it may")
	settled := backlog(t, address)
	eventually(t, func() bool {
		before := settled
		requireIdle(t, h.pid)
		settled = backlog(t, address)
		return settled == before
	}, "connections wait in the kernel")
	require.NotZero(t, settled)
	require.Less(t, h.fds(), limit-headroom/2, "the headroom stays free")
	h.setLimit(h.lowestFree())
	return clients
}

func requireAllServed(t testing.TB, clients []client) {
	t.Helper()
	for i, client := range clients {
		require.NotEmpty(t, client.reply(t), "connection %d of %d", i, len(clients))
	}
}

// A core that is out of descriptors waits without spinning, loses nothing, and goes on when there are some again.
func TestOutOfDescriptors(t *testing.T) {
	checkLeaks(t)
	h := startHost(t, limit)
	c := h.attach()
	address := c.listenLoopback(1)
	w := c.readyWorker(1, 1)
	before := h.fds()
	for range 2 {
		clients := exhaust(t, h, address)
		requireIdle(t, h.pid)
		other := c.listen(2, loopback)
		require.Equal(t, unix.EMFILE, other.Errno)
		// Requests that need no descriptor are served.
		c.settle()
		for served := 0; served < len(clients); {
			handoffs, err := w.read(patience)
			require.NoError(t, err)
			for _, h := range handoffs {
				if h.fd >= 0 {
					w.answer(t, h)
					served++
				}
			}
		}
		requireAllServed(t, clients)
		h.setLimit(limit)
		eventually(t, func() bool { return h.fds() <= before }, "the host has as many descriptors as before")
	}
}

// A connection that a worker refuses is not lost either where the program has just taken the last descriptors, while the core
// stood still and could not notice.
func TestRefusedWhenDescriptorsHaveJustRunOut(t *testing.T) {
	checkLeaks(t)
	h := startHost(t, limit)
	c := h.attach()
	address := c.listenLoopback(1)
	w := c.readyWorker(1, 1)
	client := dial(t, "tcp", address)
	refused := w.take(t)
	requireIdle(t, h.pid)
	stop(t, h.pid)
	h.setLimit(h.lowestFree())
	w.refuse(t, refused)
	require.NoError(t, unix.Kill(h.pid, unix.SIGCONT))
	w.answer(t, w.take(t))
	require.NotEmpty(t, client.reply(t))
}

// What a worker has not read is taken back even when the process is out of descriptors.
func TestTakingBackWithoutDescriptors(t *testing.T) {
	checkLeaks(t)
	h := startHost(t, limit)
	c := h.attach()
	address := c.listenLoopback(1)
	first, second := c.readyWorker(1, 1), c.readyWorker(2, 1)
	clients := exhaust(t, h, address)
	require.Equal(t, bound, first.unread())
	c.do(wire.RemoveWorker, 0, 1)
	c.settle()
	second.serveUnasked(t)
	requireAllServed(t, clients)
}

// A worker that is stopped when the process is out of descriptors loses nothing either.
func TestStalledWorkerWithoutDescriptors(t *testing.T) {
	checkLeaks(t)
	h := startHost(t, limit)
	c := h.attach()
	address := c.listenLoopback(1)
	first, second := c.readyWorker(1, 1), c.readyWorker(2, 1)
	clients := exhaust(t, h, address)
	require.Equal(t, bound, first.unread())
	second.serveUnasked(t)
	requireAllServed(t, clients)
	require.LessOrEqual(t, first.unread(), 1, "a probe")
}

// A worker is added even when the process is out of descriptors: there is a reserve. One that finds no place any more is
// broken; nobody else is, and another try succeeds later.
func TestAddingAWorkerWithoutDescriptors(t *testing.T) {
	checkLeaks(t)
	h := startHost(t, limit)
	c := h.attach()
	address := c.listenLoopback(1)
	w := c.readyWorker(1, 1)
	clients := exhaust(t, h, address)
	require.Equal(t, unix.EMFILE, c.listen(2, loopback).Errno)
	second := c.readyWorker(2, 1)
	require.Empty(t, c.broken)
	last := uint32(3)
	for ; c.broken[last-1] == 0; last++ {
		require.Less(t, int(last), limit, "some worker finds no place")
		c.addWorker(last)
		c.settle()
	}
	require.Len(t, c.broken, 1)
	require.Equal(t, unix.EMFILE, c.broken[last-1])
	w.serveUnasked(t)
	second.serveUnasked(t)
	requireAllServed(t, clients)
	h.setLimit(limit)
	third := c.readyWorker(last, 1)
	third.serveUnasked(t)
	eventually(t, func() bool { return dial(t, "tcp", address).reply(t) == fmt.Sprint(last) }, "the new worker serves")
}

// A refused connection that finds no descriptor in the core's process is lost at the most: its worker did nothing wrong.
func TestRefusingWithoutDescriptors(t *testing.T) {
	checkLeaks(t)
	h := startHost(t, limit)
	c := h.attach()
	address := c.listenLoopback(1)
	first, second := c.readyWorker(1, 1), c.readyWorker(2, 1)
	early := dial(t, "tcp", address)
	held := first.take(t)
	clients := exhaust(t, h, address)
	require.NoError(t, first.say(wire.Gone, 1))
	first.refuse(t, held)
	c.settle()
	require.Empty(t, c.broken)
	first.serveUnasked(t)
	second.serveUnasked(t)
	requireAllServed(t, append(clients, early))
}

// A core that cannot have the descriptors it needs says so: it does not abort the process.
func TestStartWithoutDescriptors(t *testing.T) {
	started := false
	for count := inheritedChannel + 1; !started; count++ {
		require.Less(t, count, limit, "the core starts with some number of descriptors")
		var output bytes.Buffer
		near, far := pair(t)
		end := os.NewFile(uintptr(far), "root")
		command := exec.Command(os.Args[0])
		command.Env = append(os.Environ(), role+"=host", fmt.Sprintf("%s=%d", hostLimit, count))
		command.ExtraFiles = []*os.File{end}
		command.Stderr = &output
		err := command.Run()
		require.NoError(t, end.Close())
		near.close()
		started = err == nil
		if !started {
			require.Equal(t, 1, command.ProcessState.ExitCode(), "with %d descriptors: %s", count, &output)
			require.Contains(t, output.String(), unix.EMFILE.Error())
		}
	}
}
