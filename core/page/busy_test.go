package page

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A loop whose wait may last is not known to be busy.
func TestBusyFor(t *testing.T) {
	const now = 5 * time.Second
	for name, test := range map[string]struct {
		wakesBy uint64
		busyFor time.Duration
	}{
		"its worker does not tell": {0, 0},
		"it may wait for ever":     {math.MaxUint64, 0},
		"it waits until later":     {6000, 0},
		"its wait has just ended":  {5000, 0},
		"its wait ended before":    {4000, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			p := InHeap()
			p.layout().wakesBy = test.wakesBy
			require.Equal(t, test.busyFor, p.BusyFor(now))
		})
	}
}
