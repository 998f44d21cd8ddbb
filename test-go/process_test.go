package testgo

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// What a worker process is told by its environment.
const (
	workerID       = "GOCLUSTER_TEST_WORKER"   // its number
	workerListener = "GOCLUSTER_TEST_LISTENER" // the listener it is ready for
	workerJournal  = "GOCLUSTER_TEST_JOURNAL"  // set: the lines of its clients go to a descriptor
	workerFlood    = "GOCLUSTER_TEST_FLOOD"    // set: it does nothing but talk to the core
)

// The descriptors that a worker process inherits.
const (
	inheritedChannel = 3
	inheritedJournal = 4
)

// die at the end of a client's line tells the worker process to exit at once, without an answer.
const die = " die"

// process is a worker process, seen by the primary that started it.
type process struct {
	t       testing.TB
	id      uint32
	command *exec.Cmd
	inbox   *channel // the test's duplicate of the worker's end: tells how much is unread
	ended   chan struct{}
}

// spawn starts a worker process that is ready for one listener and adds it to the core, with or without a pidfd. It
// writes the line of each client to journal, if there is one, before it answers.
func (c *control) spawn(id, listener uint32, withPidfd bool, journal *os.File) *process {
	c.t.Helper()
	if journal == nil {
		return c.spawnWith(id, listener, withPidfd, nil)
	}
	return c.spawnWith(id, listener, withPidfd, []string{workerJournal + "=1"}, journal)
}

// spawnFlood starts a worker process that never stops talking.
func (c *control) spawnFlood(id, listener uint32) *process {
	c.t.Helper()
	return c.spawnWith(id, listener, true, []string{workerFlood + "=1"})
}

func (c *control) spawnWith(id, listener uint32, withPidfd bool, settings []string, files ...*os.File) *process {
	c.t.Helper()
	near, far := pair(c.t)
	channel := os.NewFile(uintptr(far), "far")
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), role+"=worker",
		fmt.Sprintf("%s=%d", workerID, id), fmt.Sprintf("%s=%d", workerListener, listener))
	command.Env = append(command.Env, settings...)
	command.ExtraFiles = append([]*os.File{near.file}, files...)
	command.Stderr = os.Stderr
	require.NoError(c.t, command.Start())

	p := &process{c.t, id, command, near, make(chan struct{})}
	go func() {
		_ = command.Wait()
		close(p.ended)
	}()
	c.t.Cleanup(func() { p.signal(syscall.SIGKILL); <-p.ended })

	fds := []int{far, near.fd}
	if withPidfd {
		pidfd, err := unix.PidfdOpen(command.Process.Pid, 0)
		require.NoError(c.t, err)
		defer func() { _ = unix.Close(pidfd) }()
		fds = append(fds, pidfd)
	}
	c.do(wire.AddWorker, 0, id, fds...)
	c.do(wire.Join, listener, id)
	require.NoError(c.t, channel.Close())
	return p
}

func (p *process) signal(signal syscall.Signal) { _ = p.command.Process.Signal(signal) }

func (p *process) unread() int { return p.inbox.waiting() / wire.HandOffSize }

func (p *process) stop() {
	p.t.Helper()
	stop(p.t, p.command.Process.Pid)
}

// stop returns once the process has stopped: SIGSTOP takes effect when each thread notices it.
func stop(t testing.TB, pid int) {
	t.Helper()
	require.NoError(t, unix.Kill(pid, unix.SIGSTOP))
	eventually(t, func() bool {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		return err == nil && strings.Contains(string(stat), ") T ")
	}, "process %d stops", pid)
}

// kill returns once the process is dead and its parent knows.
func (p *process) kill() {
	p.signal(syscall.SIGKILL)
	<-p.ended
}

// awaitService waits until the worker process answers clients.
func (p *process) awaitService(address string) {
	p.t.Helper()
	eventually(p.t, func() bool {
		client := dial(p.t, "tcp", address)
		client.ask(p.t, "hello")
		reply, _ := client.outcome()
		return strings.HasPrefix(reply, fmt.Sprintf("%d ", p.id))
	}, "worker process %d answers", p.id)
}

// workerProcess is the worker process itself.
func workerProcess() int {
	channel, err := newChannel(inheritedChannel)
	if err != nil {
		fmt.Fprintln(os.Stderr, "worker process:", err)
		return 1
	}
	unix.CloseOnExec(inheritedChannel)
	id, _ := strconv.Atoi(os.Getenv(workerID))
	listener, _ := strconv.Atoi(os.Getenv(workerListener))
	w := &worker{channel: channel, id: uint32(id)}
	if err := w.openPage(); err != nil {
		fmt.Fprintln(os.Stderr, "worker process:", err)
		return 1
	}
	if err := w.say(wire.Ready, uint32(listener)); err != nil {
		fmt.Fprintln(os.Stderr, "worker process:", err)
		return 1
	}
	for os.Getenv(workerFlood) != "" {
		if w.say(wire.Idle, 0) != nil {
			return 0
		}
	}
	journal := -1
	if os.Getenv(workerJournal) != "" {
		journal = inheritedJournal
		unix.CloseOnExec(journal)
	}
	_ = w.serve(func(h handoff) {
		go w.respond(h.fd, func(line string) {
			// One write is one line: a pipe keeps short writes together.
			_, _ = unix.Write(journal, fmt.Appendf(nil, "%s %d\n", line, w.id))
			if strings.HasSuffix(line, die) {
				os.Exit(1)
			}
		})
	})
	return 0
}
