package testgo

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// checkLeaks compares descriptors and goroutines at the end of the test with those at its start. Call it first: what is
// cleaned up later is cleaned up before the comparison.
func checkLeaks(t testing.TB) {
	t.Helper()
	fds, goroutines := countFDs(t, "self"), runtime.NumGoroutine()
	t.Cleanup(func() {
		if t.Failed() {
			return
		}
		if !within(patience, func() bool { return countFDs(t, "self") <= fds }) {
			require.Failf(t, "descriptors leaked", "%d at the start, now:\n%s", fds, listFDs())
		}
		if !within(patience, func() bool { return runtime.NumGoroutine() <= goroutines }) {
			var stacks strings.Builder
			_ = pprof.Lookup("goroutine").WriteTo(&stacks, 1)
			require.Failf(t, "goroutines leaked", "%d at the start, now:\n%s", goroutines, &stacks)
		}
	})
}

// countFDs counts the open descriptors of a process.
func countFDs(t testing.TB, pid any) int {
	t.Helper()
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%v/fd", pid))
	require.NoError(t, err)
	return len(entries)
}

func listFDs() string {
	var list strings.Builder
	names, _ := filepath.Glob("/proc/self/fd/*")
	for _, name := range names {
		target, _ := os.Readlink(name)
		fmt.Fprintln(&list, filepath.Base(name), target)
	}
	return list.String()
}
