package testgo

import (
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"gocluster/core/wire"
)

// fill gives a stopped or busy only worker some connections that it does not read.
func fill(t testing.TB, address string, unread func() int) []client {
	t.Helper()
	clients := dialMany(t, address, bound)
	for i, client := range clients {
		client.ask(t, fmt.Sprint(i))
	}
	eventually(t, func() bool { return unread() == bound }, "the worker's queue is full")
	return clients
}

func requireServedBy(t testing.TB, worker uint32, clients []client) {
	t.Helper()
	for i, client := range clients {
		require.Equal(t, fmt.Sprintf("%d %d", worker, i), client.reply(t))
	}
}

// What a stopped worker has not read goes to a worker that is free, and the stopped one is served again when it goes on.
func TestStoppedWorkerLosesWhatItHasNotRead(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	stopped := c.spawn(1, 1, true, nil)
	stopped.awaitService(address)
	stopped.stop()
	clients := fill(t, address, stopped.unread)

	other := c.spawn(2, 1, true, nil)
	requireServedBy(t, 2, clients)
	require.Equal(t, 1, stopped.unread(), "a probe")
	for range 20 {
		other.requireAnswer(address)
	}
	requireIdle(t, os.Getpid())

	stopped.signal(syscall.SIGCONT)
	eventually(t, func() bool { return stopped.unread() == 0 }, "the worker reads the probe")
	stopped.awaitService(address)
	other.awaitService(address)
}

// A worker that nobody sees read for a while loses what it has not read to one that is busy, but reads.
func TestStuckWorkerLosesWhatItHasNotReadToABusyOne(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	stuck := c.readyWorker(1, 1)
	waiting := make(map[int]bool)
	for _, client := range dialMany(t, address, bound) {
		waiting[client.LocalAddr().(*net.TCPAddr).Port] = true
	}
	eventually(t, func() bool { return stuck.unread() == bound }, "the worker's queue is full")

	busy := c.readyWorker(2, 1)
	visit := func() { _ = dial(t, "tcp", address).Close() }
	for range 2 * bound {
		visit()
	}
	for deadline := time.Now().Add(patience); len(waiting) > 0; {
		require.True(t, time.Now().Before(deadline), "%d are still with the stuck worker", len(waiting))
		visit() // one comes for each that goes, so that it is never free
		eventually(t, func() bool { return busy.unread() > 0 }, "it always has something to read")
		served := busy.take(t)
		delete(waiting, peerPort(t, served.fd))
		busy.answer(t, served)
	}
	require.Equal(t, 1, stuck.unread(), "a probe, and nothing new before that is read")
}

// With nobody else, what a stopped worker has not read stays, and it serves it itself.
func TestStoppedWorkerKeepsWhatNobodyElseCanServe(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	stopped := c.spawn(1, 1, true, nil)
	stopped.awaitService(address)
	stopped.stop()
	clients := fill(t, address, stopped.unread)
	never(t, func() bool { return stopped.unread() != bound }, "taken back for nobody")
	stopped.signal(syscall.SIGCONT)
	requireServedBy(t, 1, clients)
}

// What a dead worker has not read goes to another. Its death is known from the pidfd, or from the primary's word alone.
func TestDeadWorkerLosesWhatItHasNotRead(t *testing.T) {
	for _, test := range []struct {
		name      string
		withPidfd bool
	}{{"pidfd", true}, {"primary's word", false}} {
		t.Run(test.name, func(t *testing.T) {
			checkLeaks(t)
			c := start(t).attach()
			address := c.listenLoopback(1)
			dead := c.spawn(1, 1, test.withPidfd, nil)
			dead.awaitService(address)
			dead.stop()
			clients := fill(t, address, dead.unread)
			dead.kill()
			if !test.withPidfd {
				c.do(wire.RemoveWorker, 0, 1)
			}
			eventually(t, func() bool { return dead.unread() == 0 }, "the dead worker's queue is taken back")
			c.spawn(2, 1, test.withPidfd, nil)
			requireServedBy(t, 2, clients)
		})
	}
}

// Only what the worker had read ends with it.
func TestOnlyWhatAWorkerHadReadEndsWithIt(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	w := c.spawn(1, 1, true, nil)
	w.awaitService(address)
	fatal := dial(t, "tcp", address)
	eventually(t, func() bool { return w.unread() == 0 && backlog(t, address) == 0 }, "the worker has it")
	fatal.ask(t, "0"+die)
	<-w.ended
	reply, _ := fatal.outcome()
	require.Empty(t, reply)

	waiting := dial(t, "tcp", address)
	waiting.ask(t, "1")
	c.spawn(2, 1, true, nil)
	require.Equal(t, "2 1", waiting.reply(t))
}

// RemoveWorker for a worker that lives ends its channel, and what it has not read is not lost.
func TestRemovedWorkerSeesTheEnd(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	w := c.readyWorker(1, 1)
	clients := dialMany(t, address, 3)
	w.awaitHeld(t, address)
	c.do(wire.RemoveWorker, 0, 1)
	c.settle()
	_, err := w.read(patience)
	require.Error(t, err)
	c.do(wire.RemoveWorker, 0, 1) // again: no harm

	c.readyWorker(1, 1).serveUnasked(t)
	for _, client := range clients {
		require.Equal(t, "1", client.reply(t))
	}
}

// A probe that was taken away with the rest must not be mistaken for a connection: that one would wait for ever.
func TestLeavingOneListenerDoesNotStrandAnothersConnection(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	left, kept := c.listenLoopback(1), c.listenLoopback(2)
	stalled := c.readyWorker(1, 1, 2)
	first := dial(t, "tcp", left)
	eventually(t, func() bool { return stalled.unread() == 1 }, "the worker has it")
	other := c.readyWorker(2, 1, 2)
	other.serveUnasked(t)
	require.Equal(t, "2", first.reply(t)) // taken back: a probe took its place
	never(t, func() bool { return stalled.unread() != 1 }, "the probe goes")

	c.do(wire.Leave, 1, 1)
	c.settle()
	for range 4 {
		require.Equal(t, "2", dial(t, "tcp", kept).reply(t))
	}
}

func (p *process) requireAnswer(address string) {
	p.t.Helper()
	client := dial(p.t, "tcp", address)
	client.ask(p.t, "hello")
	require.True(p.t, strings.HasPrefix(client.reply(p.t), fmt.Sprintf("%d ", p.id)))
}
