package testgo

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// Socket options that x/sys does not name yet.
const (
	soPassPidfd  = 76
	soPassRights = 83
)

// The worker shares its end of the channel with the core. What it switches on there must not confuse the core when it
// takes back what is unread.
func TestTakingBackFromASocketThatWasTamperedWith(t *testing.T) {
	option := func(name, value int) func(*testing.T, int) {
		return func(t *testing.T, fd int) {
			err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, name, value)
			if err == unix.ENOPROTOOPT {
				t.Skip("this kernel does not have the option")
			}
			require.NoError(t, err)
		}
	}
	trim := func(bytes uint32) func(*testing.T, int) {
		return func(t *testing.T, fd int) {
			filter := []unix.SockFilter{{Code: unix.BPF_RET | unix.BPF_K, K: bytes}}
			require.NoError(t, unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER,
				&unix.SockFprog{Len: 1, Filter: &filter[0]}))
		}
	}
	for _, test := range []struct {
		name   string
		tamper func(*testing.T, int)
		late   bool // when the connections are queued already
		kept   bool // its connections can be taken back
	}{
		{"SO_PASSCRED", option(unix.SO_PASSCRED, 1), true, true},
		{"SO_PASSSEC", option(unix.SO_PASSSEC, 1), true, true},
		{"SO_PASSPIDFD", option(soPassPidfd, 1), true, true},
		{"SO_TIMESTAMP", option(unix.SO_TIMESTAMP, 1), true, true},
		{"SO_RCVBUF", option(unix.SO_RCVBUF, 1), true, true},
		{"SO_PASSRIGHTS off", option(soPassRights, 0), false, true},
		{"messages cut to half a word", trim(2), false, false},
		{"messages cut to a word", trim(wire.HandOffSize), false, false},
		{"messages cut to nothing", trim(0), false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			checkLeaks(t)
			c := start(t).attach()
			address := c.listenLoopback(1)
			w := c.readyWorker(1, 1)
			if !test.late {
				test.tamper(t, w.channel.fd)
			}
			clients := dialMany(t, address, 3)
			if test.late {
				w.awaitHeld(t, address)
				test.tamper(t, w.channel.fd)
			}
			c.settle()
			c.do(wire.RemoveWorker, 0, 1)
			c.readyWorker(2, 1).serveUnasked(t)
			for _, client := range clients {
				reply, err := client.outcome()
				require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "a client is left hanging")
				if test.kept {
					require.Equal(t, "2", reply)
				}
			}
			require.Equal(t, "2", dial(t, "tcp", address).reply(t))
		})
	}
}

// A worker's last word and a new worker in one breath: the new one is not taken for the old.
func TestNewWorkerIsNotTakenForAnOldOne(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	pidfd, err := unix.PidfdOpen(os.Getpid(), 0)
	require.NoError(t, err)
	defer func() { _ = unix.Close(pidfd) }()
	old := c.readyWorker(1, 1)
	for id := uint32(2); id < 50; id++ {
		near, far := pair(t)
		require.NoError(t, old.say(wire.Gone, 1))
		c.do(wire.RemoveWorker, 0, id-1)
		c.do(wire.AddWorker, 0, id, far, near.fd, pidfd)
		c.do(wire.Join, 1, id)
		require.NoError(t, unix.Close(far))
		old.channel.close()
		old.page.Close()
		old = &worker{channel: near, id: id}
		require.NoError(t, old.openPage())
		c.settle()
		require.NoError(t, old.say(wire.Ready, 1))
		client := dial(t, "tcp", address)
		old.answer(t, old.take(t))
		client.reply(t)
	}
}

// A descriptor whose close would wait must not make the core wait, however the worker gets it there.
func TestLingeringConnectionDoesNotBlockTheCore(t *testing.T) {
	program := buildProgram(t)
	for _, test := range []struct {
		name string
		say  func(w *worker, fd int) error
	}{
		{"refused, of no listener", func(w *worker, fd int) error { return w.say(wire.Refuse, absent, fd) }},
		{"in a frame that is none", func(w *worker, fd int) error { return w.say(wire.Ready, 1, fd) }},
		{"in a frame that is too long", func(w *worker, fd int) error {
			return w.channel.send(make([]byte, 2*frameMax), fd)
		}},
		{"among far too many descriptors", func(w *worker, fd int) error {
			var fds []int
			for range 200 {
				fds = append(fds, w.channel.fd)
			}
			return w.say(wire.Refuse, 1, append(fds, fd)...)
		}},
		{"behind frames that are none", func(w *worker, fd int) error {
			for range 3 {
				if err := w.channel.send([]byte{1}); err != nil {
					return err
				}
			}
			return w.say(wire.Refuse, 1, fd)
		}},
		{"behind frames without a byte", func(w *worker, fd int) error {
			for range 100 {
				if err := w.channel.send(nil); err != nil {
					return err
				}
			}
			return w.say(wire.Refuse, 1, fd)
		}},
		{"among too many descriptors", func(w *worker, fd int) error {
			var fds []int
			for range fdsMax {
				fds = append(fds, w.channel.fd)
			}
			return w.say(wire.Refuse, 1, append(fds, fd)...)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			checkLeaks(t)
			requireNoLinger(t, startHost(t, 4*limit), test.say)
			requireNoLinger(t, startProgram(t, program), test.say)
		})
	}
}

// requireNoLinger has a worker send the core a descriptor whose close waits; the core must answer the primary all the same.
func requireNoLinger(t *testing.T, h *host, say func(w *worker, fd int) error) {
	t.Helper()
	c := h.attach()
	address := c.listenLoopback(1)
	w := c.readyWorker(1, 1)
	client := dial(t, "tcp", address)
	fd := w.take(t).fd
	const seconds = 60
	require.NoError(t, unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1, Linger: seconds}))
	for { // more than the client takes
		if _, err := unix.Write(fd, make([]byte, 1<<16)); err != nil {
			require.ErrorIs(t, err, unix.EAGAIN)
			break
		}
	}
	// The core's must be the last descriptor of it: that is the one whose close lingers.
	stop(t, h.pid)
	require.NoError(t, say(w, fd))
	require.NoError(t, unix.Close(fd))
	require.NoError(t, unix.Kill(h.pid, unix.SIGCONT))
	c.settle()
	require.NoError(t, client.Close())
}

// What a worker gives back must be a connection, whatever listener it names.
func TestRefusingWhatIsNoConnectionBreaksOnlyItsWorker(t *testing.T) {
	for name, fds := range openSamples(t).named() {
		for _, listener := range []uint32{1, 2, absent} {
			t.Run(fmt.Sprintf("%s, listener %d", name, listener), func(t *testing.T) {
				checkLeaks(t)
				c := start(t).attach()
				address := c.listenLoopback(1)
				c.listenLoopback(2)
				w := c.readyWorker(1, 1)
				early := dial(t, "tcp", address)
				require.NoError(t, unix.Close(w.take(t).fd))
				_, _ = early.outcome()
				clients := dialMany(t, address, 3)
				w.awaitHeld(t, address)
				require.NoError(t, w.say(wire.Refuse, listener, fds...))
				requireBroken(t, c, w, clients)
			})
		}
	}
}

// A worker gives back no more connections than it was handed: others need the descriptors of the core's process.
func TestRefusingMoreThanWasHandedOut(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	w := c.readyWorker(1, 1)
	mine, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	require.NoError(t, err)
	defer func() { _ = unix.Close(mine) }()
	client := dial(t, "tcp", address)
	w.refuse(t, w.take(t)) // as often as it likes
	w.refuse(t, w.take(t))
	h := w.take(t)
	require.NoError(t, w.say(wire.Refuse, absent, mine)) // in its place
	c.settle()
	require.Empty(t, c.broken)
	require.NoError(t, w.say(wire.Refuse, 1, mine))
	w.answer(t, h)
	require.Equal(t, "1", client.reply(t))
	requireBroken(t, c, w, nil)
}

// A worker that never stops talking holds nobody up, and can be removed.
func TestFloodHoldsNobodyUp(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	flooding := c.spawnFlood(1, 1)
	pid := flooding.command.Process.Pid
	eventually(t, func() bool { return cpuTime(t, pid) > window }, "the worker floods")
	w := c.readyWorker(2, 1)
	w.serveUnasked(t)
	for range 100 {
		require.Equal(t, "2", dial(t, "tcp", address).reply(t))
	}
	c.do(wire.RemoveWorker, 0, 1)
	c.settle()
	<-flooding.ended
	require.Equal(t, "2", dial(t, "tcp", address).reply(t))
}
