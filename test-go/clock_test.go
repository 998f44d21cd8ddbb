package testgo

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// cpuTime is the CPU time that a process has used so far.
func cpuTime(t testing.TB, pid int) time.Duration {
	t.Helper()
	const cpuClockSched = 2
	var used unix.Timespec
	// The kernel's encoding of a process's CPU clock: see clock_getcpuclockid(3).
	require.NoError(t, unix.ClockGettime(int32(^pid<<3|cpuClockSched), &used))
	return time.Duration(used.Nano())
}

// requireIdle watches a process for a while and fails if it used more than a small part of one CPU.
func requireIdle(t testing.TB, pid int) {
	t.Helper()
	before := cpuTime(t, pid)
	<-time.After(window)
	used := cpuTime(t, pid) - before
	require.Lessf(t, used, window/3, "CPU time in %v: the core spins", window)
}
