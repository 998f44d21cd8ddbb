package testgo

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// patience is how long a test waits for what must happen. It is long, because a loaded machine is slow and a test that
// passes never waits for it.
const patience = 3 * time.Minute

// window is how long a test watches that something does not happen.
const window = 200 * time.Millisecond

// eventually waits for a condition.
func eventually(t testing.TB, condition func() bool, what string, args ...any) {
	t.Helper()
	if !within(patience, condition) {
		require.FailNowf(t, "did not happen in time", what, args...)
	}
}

// never watches for a while that a condition stays false.
func never(t testing.TB, condition func() bool, what string, args ...any) {
	t.Helper()
	if within(window, condition) {
		require.FailNowf(t, "must not happen", what, args...)
	}
}

func within(limit time.Duration, condition func() bool) bool {
	end := time.NewTimer(limit)
	defer end.Stop()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for {
		if condition() {
			return true
		}
		select {
		case <-end.C:
			return condition()
		case <-look.C:
		}
	}
}
