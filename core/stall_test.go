package core

import (
	"testing"

	"github.com/stretchr/testify/require"

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
