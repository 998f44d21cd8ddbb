package core

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Only at a high pace are workers told to pull although nobody waits, and only as long as it lasts.
func TestPace(t *testing.T) {
	l := &listener{reactor: &reactor{}}
	handOff := func(perSecond int) {
		for range 2 * paceEvery {
			l.reactor.now += time.Second / time.Duration(perSecond)
			l.stats.Accepted++
			l.pace.count(l)
		}
	}
	handOff(paceFast / 2)
	require.False(t, l.pace.fast)
	handOff(2 * paceFast)
	require.True(t, l.pace.fast)
	handOff(paceFast / 2)
	require.False(t, l.pace.fast)
}
