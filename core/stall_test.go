package core

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// A probe that the kernel did not take is not waited for: the connection that is next in its place would be mistaken for it,
// and nobody would look after that one any more.
func TestAProbeThatWasNotSentIsNotWaitedFor(t *testing.T) {
	var near, far []int
	for range 6 {
		pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
		require.NoError(t, err)
		near, far = append(near, pair[0]), append(far, pair[1])
	}
	r, err := newReactor()
	require.NoError(t, err)
	defer r.close()
	p, err := r.attach(near[0], false)
	require.NoError(t, err)
	p.addWorker(1, []int32{int32(near[1]), int32(far[1])})
	p.addWorker(2, []int32{int32(near[2]), int32(far[2])})
	stalled, free := p.workers[1], p.workers[2]
	l := &listener{reactor: r, id: 1, fd: near[3], members: map[*worker]membership{}}
	p.listeners[l.id] = l
	for _, w := range []*worker{stalled, free} {
		l.join(w)
		l.start(w)
	}
	tick := func() bool {
		r.flush()
		r.turns++
		return stalled.checkProgress()
	}

	l.ready.take(stalled)
	stalled.assign(connection{near[4], l})
	require.True(t, tick())
	channel := stalled.channel
	stalled.channel = -1
	require.True(t, tick())
	stalled.channel = channel
	require.Len(t, free.batch, 1, "it was taken back")
	require.Zero(t, stalled.unread, "there is no probe")

	stalled.assign(connection{near[5], l})
	require.True(t, tick(), "the clock goes on for what it has not read")
	for _, fd := range []int{far[0], far[3], far[4], far[5]} {
		require.NoError(t, unix.Close(fd))
	}
}
