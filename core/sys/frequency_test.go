package sys

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestFrequency(t *testing.T) {
	start := time.Unix(1000, 0)
	// after counts events, one every gap from start on, and returns how many came until the frequency was high; 0 if it never was.
	after := func(f *frequency, count int, gap time.Duration) int {
		for i := 1; i <= count; i++ {
			if f.isHigh(start.Add(time.Duration(i) * gap)) {
				return i
			}
		}
		return 0
	}

	t.Run("ten requests for statistics a second are not often", func(t *testing.T) {
		require.Zero(t, after(new(frequency), 1000, 100*time.Millisecond))
	})
	t.Run("a hundred events a second are, once there is something to compare with", func(t *testing.T) {
		require.Equal(t, 2*frequencyCount, after(new(frequency), 1000, 10*time.Millisecond))
	})
	t.Run("a few events at once are not", func(t *testing.T) {
		f := new(frequency)
		require.Zero(t, after(f, frequencyCount, 0))
	})
	t.Run("each time it is judged afresh", func(t *testing.T) {
		f := new(frequency)
		require.Equal(t, 2*frequencyCount, after(f, 1000, time.Millisecond))
		start = start.Add(time.Hour)
		require.Zero(t, after(f, frequencyCount, time.Millisecond))
		require.Equal(t, frequencyCount, after(f, 1000, time.Millisecond))
	})
}
