package sys

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// turns counts how often out of so many a yielder lets others run, each time at this cost.
func turns(y *yielder, count int, cost time.Duration) int {
	yielded := 0
	for range count {
		if y.rest > 0 {
			y.rest--
			continue
		}
		yielded++
		y.judge(cost)
	}
	return yielded
}

func TestYielder(t *testing.T) {
	quick, dear := yieldMax/4, 2*yieldMax

	t.Run("as long as it is cheap it is done each time", func(t *testing.T) {
		require.Equal(t, 1000, turns(new(yielder), 1000, quick))
	})
	t.Run("on a machine where others compute it is nearly given up", func(t *testing.T) {
		require.Less(t, turns(new(yielder), 100_000, dear), 110)
	})
	t.Run("one that is dear now and then changes little", func(t *testing.T) {
		y := new(yielder)
		yielded := 0
		for range 100 {
			yielded += turns(y, 1, dear) + turns(y, 99, quick)
		}
		require.Greater(t, yielded, 9000)
	})
	t.Run("once they have stopped computing it is done again", func(t *testing.T) {
		y := new(yielder)
		turns(y, 100_000, dear)
		turns(y, 2*restMax, quick)
		require.Equal(t, 100, turns(y, 100, quick))
	})
	t.Run("a rest is one time less", func(t *testing.T) {
		y := &yielder{rest: 2}
		y.yield()
		require.Equal(t, 1, y.rest)
	})
}
