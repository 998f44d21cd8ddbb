package core

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// What a worker that leaves has not read goes to one that is idle. Where the others are busy it stays: they may be the next to leave, and
// the listener would end with it.
func TestLeavingWorkersServeWhatNobodyHasTimeFor(t *testing.T) {
	for name, isIdle := range map[string]bool{"idle": true, "busy": false} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, 2)
			leaving, other := b.workers[0], b.workers[1]
			b.assign(leaving, 1)
			if !isIdle {
				b.assign(other, 1)
			}
			b.reactor.flush()
			b.cluster.leave(leaving, []uint32{1})
			if isIdle {
				require.Len(t, other.batch, 1)
			}
			b.cluster.leave(other, []uint32{1})
			require.Zero(t, b.listener.pending.len())
			b.cluster.closeListeners([]uint32{1})
			b.reactor.flush()
			require.Equal(t, 1, b.unread(other))
			require.Equal(t, 1, b.unread(leaving), "a probe, or the connection")
		})
	}
}

// What a worker alone can serve stays with it, also when it leaves, when it is on its way out, and when it stalls: after the listener's
// end, too, when the core cannot hold it any more.
func TestWhatOneWorkerAloneServesStaysWithIt(t *testing.T) {
	for name, act := range map[string]func(b *bench, w *worker){
		"leave": func(b *bench, w *worker) { b.cluster.leave(w, []uint32{1}) },
		"drain": func(_ *bench, w *worker) { w.drain() },
		"stall": func(b *bench, w *worker) {
			for range stalledTicks {
				w.checkProgress()
			}
		},
		"leave and stall": func(b *bench, w *worker) {
			b.workers[1].suspend(true)
			b.cluster.leave(w, []uint32{1})
			b.cluster.closeListeners([]uint32{2})
			b.workers[1].suspend(false)
			for range stalledTicks {
				b.reactor.flush()
				w.checkProgress()
			}
		},
		"two times in an iteration": func(b *bench, w *worker) {
			b.cluster.leave(w, []uint32{1})
			w.relocate()
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, 2)
			w, other := b.workers[0], b.workers[1]
			own := b.listen(2)
			own.join(w)
			own.setReady(w, true)
			near, _ := b.pair(1)
			w.assign(connection{fd: near, listener: own})
			b.assign(w, 1)
			b.reactor.flush()
			require.Equal(t, 2, b.unread(w))
			act(b, w)
			require.Zero(t, own.pending.len())
			b.cluster.closeListeners([]uint32{2})
			b.reactor.flush()
			require.Equal(t, 1, b.unread(other), "the other worker's, too")
			require.Equal(t, 2, b.unread(w), "a probe, and its own")
		})
	}
}

// However much a worker has not read, what is sent at once has its bound.
func TestNoMoreStaysThanIsSentAtOnce(t *testing.T) {
	b := newBench(t, 2)
	w := b.workers[0]
	b.listener.policy = onlyFor{w}
	for range 2 {
		b.assign(w, bound)
		b.reactor.flush()
	}
	w.relocate()
	b.reactor.flush()
	require.Equal(t, 1+bound, b.unread(w))
	require.Equal(t, bound, b.listener.pending.len())
}

// A connection that the kernel drops, because the core has no descriptor for it, does not count as the worker's any more.
func TestAConnectionThatIsDroppedIsNotTheWorkers(t *testing.T) {
	b := newBench(t, 2)
	w := b.workers[0]
	b.assign(w, 3)
	b.reactor.flush()
	require.Equal(t, 3, w.given)
	var limit unix.Rlimit
	require.NoError(t, unix.Getrlimit(unix.RLIMIT_NOFILE, &limit))
	require.NoError(t, unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: 1, Max: limit.Max}))
	taken := w.readBack()
	require.NoError(t, unix.Setrlimit(unix.RLIMIT_NOFILE, &limit))
	require.Empty(t, taken)
	require.Zero(t, w.given)
}
