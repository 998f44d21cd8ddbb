package core

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/policy"
)

// A worker whose queue was emptied is idle only after it has read a probe: one that the kernel did not take is sent later.
func TestAProbeThatWasNotSentIsSentLater(t *testing.T) {
	b := newBench(t, 2)
	stalled, idle := b.workers[0], b.workers[1]
	b.assign(stalled, 1)
	tick := func() bool {
		b.reactor.flush()
		b.reactor.iterations++
		return stalled.checkProgress()
	}
	require.True(t, tick())
	channel := stalled.flow.channel
	stalled.flow.channel = -1
	require.True(t, tick())
	require.Len(t, idle.batch, 1, "it was taken back")
	require.Zero(t, b.unread(stalled), "there is no probe")
	require.True(t, tick(), "the clock goes on")
	stalled.flow.channel = channel
	require.True(t, tick())
	require.Equal(t, 1, b.unread(stalled))
	require.Equal(t, policy.Busy, stalled.state())
	b.read(stalled)
	stalled.flow.page.Rest()
	require.Equal(t, policy.Idle, stalled.state())
	require.False(t, tick())
}

// What a worker writes into its page affects that worker alone: where it is idle again at once it gets what one send has room for.
func TestAWorkerThatIsAlwaysIdleGetsNoMoreThanFits(t *testing.T) {
	b := newBench(t, 1)
	w := b.workers[0]
	for range 5 * bound {
		if w.state() != policy.Idle {
			break
		}
		b.assign(w, 1)
		w.flow.page.Rest()
	}
	b.reactor.flush()
	require.Equal(t, bound, b.unread(w))
}

// A worker may give back what it has pulled, as it may what it was handed, and no more.
func TestWhatWasPulledMayBeRefused(t *testing.T) {
	b := newBench(t, 1)
	w := b.workers[0]
	refuse := func() error {
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		require.NoError(t, err)
		return w.takeRefused(nil, fd, nil)
	}
	w.flow.page.Tell(3, 3, 0, 0)
	for range 3 {
		require.NoError(t, refuse())
	}
	require.ErrorIs(t, refuse(), unix.EBADMSG)
	w.flow.page.Tell(4, 4, 0, 0)
	require.NoError(t, refuse())
}

// What the policy has for one worker alone stays with that one while it lives, and goes elsewhere when it is gone.
func TestAConnectionThatMayNotMoveStaysWithAStalledWorker(t *testing.T) {
	b := newBench(t, 2)
	stalled, free := b.workers[0], b.workers[1]
	b.listener.policy = onlyFor{stalled}
	b.assign(stalled, 3)
	b.reactor.flush()
	for range stalledTicks {
		b.reactor.iterations++
		stalled.checkProgress()
		b.reactor.flush()
	}
	require.True(t, stalled.flow.stall.probed)
	require.Equal(t, 1+3, b.unread(stalled))
	require.Zero(t, b.listener.pending.len())
	b.listener.policy = onlyFor{free}
	stalled.lose()
	b.reactor.flush()
	require.Equal(t, 1, b.unread(free), "one at a time")
	require.Equal(t, 2, b.listener.pending.len())
}

// What nobody else serves stays with a stalled worker, whatever other listeners it has, and goes to the first that does serve it.
func TestWhatNobodyElseServesLeavesAStalledWorkerLater(t *testing.T) {
	b := newBench(t, 2)
	stalled, idle := b.workers[0], b.workers[1]
	own := b.listen(2) // of the stalled one alone
	own.join(stalled)
	own.setReady(stalled, true)
	near, _ := b.pair(unix.SOCK_STREAM)
	stalled.assign(connection{fd: near, listener: own})
	tick := func() {
		b.reactor.flush()
		b.reactor.iterations++
		stalled.checkProgress()
		b.reactor.flush()
	}
	for range stuckTicks {
		tick()
	}
	require.EqualValues(t, 1, stalled.stats.TakenBack, "once")
	require.Equal(t, 1+1, b.unread(stalled))
	own.join(idle)
	own.setReady(idle, true)
	tick()
	require.Equal(t, 1, b.unread(idle))
	require.Equal(t, 1, b.unread(stalled), "the probe")
}

// What a sticky policy binds to no worker leaves a stalled one; what it binds to that one stays.
func TestAStickyConnectionThatIsNobodysLeavesAStalledWorker(t *testing.T) {
	b := newBench(t, 2)
	of := b.sticky(30)
	stalled, idle := b.workers[0], b.workers[1]
	near, _ := b.pair(unix.SOCK_STREAM)
	stalled.assign(connection{fd: near, listener: b.listener})
	stalled.assign(of[stalled][0])
	b.reactor.flush()
	for range stalledTicks {
		b.reactor.iterations++
		stalled.checkProgress()
		b.reactor.flush()
	}
	require.EqualValues(t, 2, stalled.stats.TakenBack)
	require.Positive(t, b.unread(idle), "what is nobody's")
	require.False(t, stalled.flow.hasMovable())
	for range stuckTicks {
		b.reactor.iterations++
		stalled.checkProgress()
		b.reactor.flush()
	}
	require.EqualValues(t, 2, stalled.stats.TakenBack, "once")
}
