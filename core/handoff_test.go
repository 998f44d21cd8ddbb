package core

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/sys"
	"gocluster/core/wire"
)

// bench is a reactor whose turns a test makes by hand, with a listener that workers serve.
type bench struct {
	t        *testing.T
	reactor  *reactor
	primary  *primary
	listener *listener
	workers  []*worker
}

func newBench(t *testing.T, workers int) *bench {
	r, err := newReactor()
	require.NoError(t, err)
	t.Cleanup(r.close)
	b := &bench{t: t, reactor: r}
	near, _ := b.pair(unix.SOCK_SEQPACKET)
	b.primary, err = r.attach(near, false)
	require.NoError(t, err)
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	require.NoError(t, err)
	b.listener = &listener{reactor: r, id: 1, fd: fd, family: unix.AF_INET, members: map[*worker]membership{}}
	b.listener.token, err = r.register(fd, b.listener)
	require.NoError(t, err)
	b.primary.listeners[1] = b.listener
	for id := range uint32(workers) {
		near, far := b.pair(unix.SOCK_SEQPACKET)
		inbox, err := sys.Spare(far)
		require.NoError(t, err)
		b.primary.addWorker(id, []int32{int32(near), int32(inbox)})
		w := b.primary.workers[id]
		b.workers = append(b.workers, w)
		b.listener.join(w)
		b.listener.start(w)
	}
	return b
}

// pair is a near end that the core will own, and a far one that lives as long as the test.
func (b *bench) pair(kind int) (near, far int) {
	pair, err := unix.Socketpair(unix.AF_UNIX, kind|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	require.NoError(b.t, err)
	b.t.Cleanup(func() { sys.Close(pair[1]) })
	return pair[0], pair[1]
}

// assign gives a worker connections and returns what they are now.
func (b *bench) assign(w *worker, count int) []int {
	b.reactor.turns++
	var fds []int
	for range count {
		near, _ := b.pair(unix.SOCK_STREAM)
		fds = append(fds, near)
		w.assign(connection{near, b.listener})
	}
	return fds
}

func TestAConnectionThatTheProgramHasClosed(t *testing.T) {
	b := newBench(t, 2)
	w := b.workers[0]
	fds := b.assign(w, 5)
	sys.CloseAll([]int{fds[0], fds[2], fds[4]})
	b.reactor.flush()
	require.False(t, w.gone, "the worker has done nothing")
	require.EqualValues(t, 2, w.sent)
	require.Equal(t, 2, w.unread)
	b.reactor.turns++
	require.Equal(t, 2, w.depth())
	require.Zero(t, b.workers[1].unread+b.listener.pending.len())
}

// fillTable takes every place in the descriptor table until the test ends.
func (b *bench) fillTable() {
	var before unix.Rlimit
	require.NoError(b.t, unix.Getrlimit(unix.RLIMIT_NOFILE, &before))
	require.NoError(b.t, unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: 256, Max: before.Max}))
	var places []int
	b.t.Cleanup(func() {
		sys.CloseAll(places)
		require.NoError(b.t, unix.Setrlimit(unix.RLIMIT_NOFILE, &before))
	})
	for {
		fd, err := sys.Spare(b.reactor.clock.FD)
		if err != nil {
			require.ErrorIs(b.t, err, unix.EMFILE)
			return
		}
		places = append(places, fd)
	}
}

// What has been sent gives its places up before what others have not read is taken back.
func TestChannelsThatBreakWhileTheTableIsFull(t *testing.T) {
	b := newBench(t, 3)
	first, broken := b.workers[0], b.workers[1:]
	for _, w := range broken {
		b.assign(w, bound-1)
	}
	b.reactor.flush()
	b.assign(first, bound)
	for _, w := range broken {
		b.assign(w, 1)
		require.NoError(t, unix.Shutdown(w.channel, unix.SHUT_WR))
	}
	b.fillTable()
	b.reactor.flush()
	require.Equal(t, bound, first.unread)
	require.Len(t, b.primary.workers, 1)
	require.Equal(t, 2*bound, b.listener.pending.len(), "nothing is lost")
}

// Whoever wanted a worker gone, a panic on the way does not keep it.
func TestAPanicWhileAWorkerIsLost(t *testing.T) {
	b := newBench(t, 1)
	broken := &listener{reactor: b.reactor, id: 2, fd: -1} // it has no members
	b.primary.listeners[2] = broken
	b.reactor.running = b.primary
	require.Error(t, safely(func() error {
		b.primary.serve(wire.Request{Op: wire.RemoveWorker}, nil)
		return nil
	}))
	require.True(t, b.reactor.survive("made up"))
	require.Empty(t, b.primary.workers)
	require.Nil(t, b.reactor.sources[b.workers[0].token], "its channel is watched no more")
}
