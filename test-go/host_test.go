package testgo

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core"
)

// hostLimit is the limit on descriptors that a host process sets itself.
const hostLimit = "GOCLUSTER_TEST_NOFILE"

// hardLimit is up to where the limit of a host may be raised.
const hardLimit = 1024

// host is a process that runs a core and nothing else.
type host struct {
	*root
	pid int
}

// startHost runs a core in a process of its own that may have no more than limit descriptors.
func startHost(t testing.TB, limit int) *host {
	t.Helper()
	near, far := pair(t)
	end := os.NewFile(uintptr(far), "root")
	command := exec.Command(os.Args[0])
	// In a real primary the core's threads have signals blocked, those by which the Go runtime preempts a goroutine too.
	command.Env = append(os.Environ(), role+"=host", fmt.Sprintf("%s=%d", hostLimit, limit), "GODEBUG=asyncpreemptoff=1")
	command.ExtraFiles = []*os.File{end}
	command.Stderr = os.Stderr
	stdin, err := command.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	require.NoError(t, end.Close())
	t.Cleanup(func() {
		_ = stdin.Close()
		require.NoError(t, command.Wait(), "the core's process ends well")
	})
	return &host{&root{t, near}, command.Process.Pid}
}

// buildProgram builds the core as the program that it is beside a primary with another C library.
func buildProgram(t testing.TB) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "gocluster-core")
	output, err := exec.Command("go", "build", "-o", program, "gocluster/process").CombinedOutput()
	require.NoError(t, err, string(output))
	return program
}

// startProgram runs that program.
func startProgram(t testing.TB, program string) *host {
	t.Helper()
	near, far := pair(t)
	end := os.NewFile(uintptr(far), "root")
	command := exec.Command(program)
	command.Stdin, command.Stderr = end, os.Stderr
	require.NoError(t, command.Start())
	require.NoError(t, end.Close())
	t.Cleanup(func() {
		near.close()
		require.NoError(t, command.Wait(), "the program ends with its channel")
	})
	return &host{&root{t, near}, command.Process.Pid}
}

// table is the folder of the core's own descriptors: in a host it has a thread of its own.
func (h *host) table() string {
	h.t.Helper()
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/fd", h.pid))
	require.NoError(h.t, err)
	for _, table := range tasks {
		if what, _ := os.Readlink(table + "/0"); what == "anon_inode:[eventpoll]" {
			return table
		}
	}
	require.NotEmpty(h.t, tasks)
	return tasks[0]
}

// fds counts the descriptors that the core has.
func (h *host) fds() int {
	h.t.Helper()
	entries, err := os.ReadDir(h.table())
	require.NoError(h.t, err)
	return len(entries)
}

// setLimit changes how many descriptors the host may have; it keeps what it has.
func (h *host) setLimit(limit int) {
	h.t.Helper()
	require.NoError(h.t, unix.Prlimit(h.pid, unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: uint64(limit), Max: hardLimit}, nil))
}

// lowestFree is the number that the core's next descriptor would have.
func (h *host) lowestFree() int {
	table := h.table()
	for fd := 0; ; fd++ {
		if _, err := os.Lstat(fmt.Sprintf("%s/%d", table, fd)); err != nil {
			return fd
		}
	}
}

// hostProcess is the host itself. It ends with its standard input.
func hostProcess() int {
	limit, err := strconv.ParseUint(os.Getenv(hostLimit), 10, 32)
	if err == nil {
		err = unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: limit, Max: hardLimit})
	}
	unix.CloseOnExec(inheritedChannel)
	if err == nil {
		err = core.Start(inheritedChannel)
		_ = unix.Close(inheritedChannel)
	}
	if err == nil {
		_, err = io.Copy(io.Discard, os.Stdin)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "host process:", err)
		return 1
	}
	return 0
}
