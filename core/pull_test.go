package core

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A sticky connection that waits for its worker concerns no other: the others pull from other listeners, and owe no wake for it.
func TestAStickyConnectionKeepsOnlyItsWorkerFromPulling(t *testing.T) {
	b := newBench(t, 3)
	of := b.sticky(60)
	blocked, other := b.workers[0], b.workers[1]
	pulled := b.listen(2)
	pulled.queue.length = longQueue
	for _, w := range b.workers {
		w.flow.page.Claim()
		pulled.join(w)
		pulled.setReady(w, true)
	}
	b.listener.hold(of[blocked][0])
	b.listener.rotation.enter(b.listener)
	b.run()
	require.Equal(t, b.cluster.rotation.passes, blocked.flow.wanted)
	require.Zero(t, other.flow.wanted)

	pulled.backlog = true
	pulled.rotation.enter(pulled)
	b.run()
	require.False(t, pulled.members.of(blocked).lent, "it is to be handed what waits for it")
	require.True(t, pulled.members.of(other).lent)
	require.False(t, b.listener.members.of(other).lent, "a sticky listener is not lent")

	// Connections that may be anybody's concern all.
	b.listener.backlog = true
	b.reactor.holding.limit = 0
	b.listener.rotation.enter(b.listener)
	b.run()
	require.Equal(t, b.cluster.rotation.passes, other.flow.pushOnly)
}
