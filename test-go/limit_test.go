package testgo

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// limit is how many descriptors the core's process may have in these tests: a hundred or so are left.
const limit = 128

// exhaust is overload for a core that has no free descriptor left then, as where the program lowers its limit.
func exhaust(t testing.TB, h *host, address string) []client {
	t.Helper()
	clients := overload(t, h, address)
	h.setLimit(h.lowestFree())
	return clients
}

// overload connects until the core takes no more.
func overload(t testing.TB, h *host, address string) []client {
	t.Helper()
	clients := dialMany(t, address, 2*limit)
	eventually(t, func() bool { return h.fds() >= limit/2 }, "the core has as many descriptors as it may")
	settled := backlog(t, address)
	eventually(t, func() bool {
		before := settled
		requireIdle(t, h.pid)
		settled = backlog(t, address)
		return settled == before
	}, "connections wait in the kernel")
	require.NotZero(t, settled)
	require.Less(t, h.fds(), limit*3/4, "there is room for what is taken back")
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
	requireIdle(t, h.pid) // and has its reserve again
	before := h.fds()
	for range 2 {
		clients := exhaust(t, h, address)
		requireIdle(t, h.pid)
		other := c.tryListen(2)
		require.Equal(t, unix.EMFILE, other.Errno)
		// Requests that need no descriptor are served.
		c.closeListener(absent)
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
		// The core may have had none of its spare places yet when the first were counted.
		eventually(t, func() bool { return h.fds() <= before+bound }, "the host has as many descriptors as before")
	}
}

// What a worker has not read is taken back even when the core holds as much as it may.
func TestTakingBackUnderOverload(t *testing.T) {
	checkLeaks(t)
	h := startHost(t, limit)
	c := h.attach()
	address := c.listenLoopback(1)
	first, second := c.readyWorker(1, 1), c.readyWorker(2, 1)
	clients := overload(t, h, address)
	require.Equal(t, bound, first.unread())
	c.do(wire.RemoveWorker, 0, 1)
	c.closeListener(absent)
	second.serveUnasked(t)
	requireAllServed(t, clients)
}

// A worker that is stopped then loses nothing either.
func TestStalledWorkerUnderOverload(t *testing.T) {
	checkLeaks(t)
	h := startHost(t, limit)
	c := h.attach()
	address := c.listenLoopback(1)
	first, second := c.readyWorker(1, 1), c.readyWorker(2, 1)
	clients := overload(t, h, address)
	require.Equal(t, bound, first.unread())
	second.serveUnasked(t)
	requireAllServed(t, clients)
	require.LessOrEqual(t, first.unread(), 1, "a probe")
}

// A worker that finds no place in the core is broken; nobody else is, and another try succeeds later.
func TestAddingAWorkerWithoutDescriptors(t *testing.T) {
	checkLeaks(t)
	h := startHost(t, limit)
	c := h.attach()
	address := c.listenLoopback(1)
	w := c.readyWorker(1, 1)
	clients := exhaust(t, h, address)
	require.Equal(t, unix.EMFILE, c.tryListen(2).Errno)
	c.tryAddWorker(2)
	c.closeListener(absent)
	require.Equal(t, map[uint32]syscall.Errno{2: unix.EMFILE}, c.broken)
	w.serveUnasked(t)
	requireAllServed(t, clients)
	h.setLimit(limit)
	c.readyWorker(2, 1).serveUnasked(t)
	eventually(t, func() bool { return dial(t, "tcp", address).reply(t) == "2" }, "the new worker serves")
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
	c.closeListener(absent)
	require.Empty(t, c.broken)
	first.serveUnasked(t)
	second.serveUnasked(t)
	requireAllServed(t, clients)
	_, _ = early.outcome()
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
