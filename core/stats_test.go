package core

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"gocluster/core/wire"
)

// A connection counts in the first bucket whose bound its wait does not exceed.
func TestWaitsAreCountedByTheirBounds(t *testing.T) {
	l := &listener{reactor: &reactor{now: time.Hour}}
	wait := func(micros uint64) {
		l.handedOff(connection{accepted: time.Hour - time.Duration(micros)*time.Microsecond})
	}
	wait(0)
	for _, bound := range wire.WaitBounds {
		wait(bound)
		wait(bound + 1)
	}
	// Each bucket has its own bound, and what just exceeds the one before; the first has what did not wait, too.
	wanted := [len(wire.WaitBounds) + 1]uint64{}
	for i := range wanted {
		wanted[i] = 2
	}
	wanted[len(wanted)-1] = 1
	require.Equal(t, wanted, l.stats.Waits)
}
