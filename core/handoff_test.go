package core

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/policy"
	"gocluster/core/sys"
)

// bench is a reactor whose turns a test makes by hand, with a listener that workers serve.
type bench struct {
	t        *testing.T
	reactor  *reactor
	session  *session
	cluster  *cluster
	listener *listener
	workers  []*worker
}

func newBench(t *testing.T, workers int) *bench {
	r, err := newReactor()
	require.NoError(t, err)
	t.Cleanup(r.close)
	b := &bench{t: t, reactor: r}
	near, _ := b.pair(unix.SOCK_SEQPACKET)
	b.session, err = r.attach(near)
	require.NoError(t, err)
	b.session.own()
	b.cluster = b.session.cluster
	b.listener = b.listen(1)
	for id := range uint32(workers) {
		near, far := b.pair(unix.SOCK_SEQPACKET)
		inbox, err := unix.Dup(far)
		require.NoError(t, err)
		require.NoError(t, b.cluster.addWorker(id, []int32{int32(near), int32(inbox)}, false))
		w := b.cluster.workers.get(id)
		b.workers = append(b.workers, w)
		b.read(w) // the page
		w.flow.page.Rest()
		require.Equal(t, policy.Idle, w.state())
		b.listener.join(w)
		b.listener.setReady(w, true)
	}
	return b
}

// listen opens a listener, which nobody serves yet.
func (b *bench) listen(id uint32) *listener {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	require.NoError(b.t, err)
	l := &listener{reactor: b.reactor, rotation: &b.cluster.rotation, id: id, fd: fd, family: unix.AF_INET, policy: policy.NewRoundRobin[*worker]()}
	l.token, err = b.reactor.register(fd, l)
	require.NoError(b.t, err)
	b.cluster.listeners.add(id, l)
	return l
}

// pair is a near end that the core will own, and a far one that lives as long as the test.
func (b *bench) pair(kind int) (near, far int) {
	pair, err := unix.Socketpair(unix.AF_UNIX, kind|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	require.NoError(b.t, err)
	b.t.Cleanup(func() { sys.Close(pair[1]) })
	return pair[0], pair[1]
}

// read has a worker read all that it was sent, and closes the connections.
func (b *bench) read(w *worker) {
	for {
		bytes, fds, _ := b.reactor.message.Receive(w.inbox)
		if bytes == 0 {
			return
		}
		for _, fd := range b.reactor.message.FDs[:fds] {
			sys.Close(int(fd))
		}
	}
}

// unread is how many messages lie in a worker's queue.
func (b *bench) unread(w *worker) int {
	w.flow.ask()
	return w.flow.queued
}

// assign gives a worker connections and returns what they are now.
func (b *bench) assign(w *worker, count int) []int {
	b.reactor.iterations++
	var fds []int
	for range count {
		near, _ := b.pair(unix.SOCK_STREAM)
		fds = append(fds, near)
		w.assign(connection{fd: near, listener: b.listener})
	}
	return fds
}

// What another core has left in the queue counts as open, and the page that this one sends does not.
func TestTheCountOfARestoredWorker(t *testing.T) {
	b := newBench(t, 0)
	near, far := b.pair(unix.SOCK_SEQPACKET)
	b.reactor.frames.Set(0, b.listener.id, far) // any descriptor
	_, err := b.reactor.frames.Send(near, 1)
	require.NoError(t, err)
	inbox, err := unix.Dup(far)
	require.NoError(t, err)
	require.NoError(t, b.cluster.addWorker(1, []int32{int32(near), int32(inbox)}, true))
	w := b.cluster.workers.get(1)
	w.flow.page.Tell(0, 0, 0, 0)
	require.Equal(t, 1, w.open())
	b.read(w)
	w.flow.page.Tell(1, 0, 1, 0)
	require.Zero(t, w.open())
}
