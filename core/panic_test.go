package core

import (
	"encoding/binary"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/sys"
	"gocluster/core/wire"
)

const patience = 10 * time.Second

// faulty is a source that fails as a bug would.
type faulty struct{ fail func() }

func (f *faulty) rank() rank { return rankControl }
func (f *faulty) run(uint32) { f.fail() }

// socketPair makes a channel; the test closes its near end.
func socketPair(t *testing.T) (near, far int) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = unix.Close(fds[0]) })
	return fds[0], fds[1]
}

// frame waits for the next message of a channel; it is empty at the channel's end.
func frame(t *testing.T, channel int) []byte {
	t.Helper()
	poll := []unix.PollFd{{Fd: int32(channel), Events: unix.POLLIN}}
	n, err := unix.Poll(poll, int(patience/time.Millisecond))
	require.NoError(t, err)
	require.Equal(t, 1, n, "a notice of the core")
	frame := make([]byte, sys.MaxBytes)
	n, err = unix.Read(channel, frame)
	require.NoError(t, err)
	return frame[:n]
}

func number(frame []byte, i int) uint32 { return binary.LittleEndian.Uint32(frame[4*i:]) }

func request(op wire.Op, seq uint32) (frame []byte) {
	for _, number := range []uint32{uint32(op), seq, 0, 0} {
		frame = binary.LittleEndian.AppendUint32(frame, number)
	}
	return frame
}

// A fault ends the core, which says where it was and how many connections end with it.
func TestAFaultIsReported(t *testing.T) {
	for _, test := range []struct {
		name string
		fail func(r *reactor)
		text string
	}{
		{"panic", func(*reactor) { panic("made up") }, "made up"},
		{"long", func(*reactor) { panic(strings.Repeat("made up ", 500)) }, "made up"},
		{"nil pointer", func(r *reactor) { (*listener)(nil).watch() }, "nil pointer dereference"},
		{"index", func(r *reactor) { _ = r.sources[len(r.sources)+1] }, "index out of range"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t, 1)
			b.assign(b.workers[0], 2)
			near, far := socketPair(t)
			t.Cleanup(func() { sys.Close(far) })
			s, err := b.reactor.attach(far)
			require.NoError(t, err)
			s.cluster = b.cluster
			b.reactor.sources[s.token] = &faulty{func() { test.fail(b.reactor) }}
			require.NoError(t, unix.Sendmsg(near, []byte{1}, nil, nil, 0))
			require.Error(t, b.reactor.serve())
			b.reactor.sources[s.token] = s

			notice := frame(t, near)
			require.EqualValues(t, wire.Failed, number(notice, 1))
			require.EqualValues(t, 2, number(notice, 2), "connections in a batch")
			require.Contains(t, string(notice[16:]), test.text)
			require.LessOrEqual(t, len(notice[16:]), wire.ReasonMax)
			if test.name != "long" {
				require.Contains(t, string(notice[16:]), "core.(*reactor).iterate (reactor.go:", "where it was")
			}
		})
	}
}

// Another core takes the place of one that has failed, on the same root channel, and nothing of the first is left.
func TestAnotherCoreAfterAFault(t *testing.T) {
	// A collection that the core's thread begins would look for the netpoller's epoll set in the wrong descriptor table.
	percent := debug.SetGCPercent(-1)
	t.Cleanup(func() { debug.SetGCPercent(percent) })
	root, far := socketPair(t)
	ended, started := make(chan struct{}), make(chan error)
	go func() {
		defer close(ended)
		runtime.LockOSThread()
		if err := sys.UnshareTable(far); err != nil {
			started <- err
			return
		}
		r, err := makeReactor(far)
		started <- err
		healthy := r.sources[r.root.token]
		fail := func() {
			healthy.run(0)
			panic("made up")
		}
		r.sources[r.root.token] = &faulty{fail}
		r.serveAgain(far)
		_ = sys.CloseAllBut(nothing)
	}()
	require.NoError(t, <-started)
	sys.Close(far)
	attach := func() int {
		near, far := socketPair(t)
		require.NoError(t, unix.Sendmsg(root, request(wire.Attach, 0), unix.UnixRights(far), nil, 0))
		sys.Close(far)
		return near
	}
	first := attach()
	require.EqualValues(t, wire.Failed, number(frame(t, first), 1))
	require.Empty(t, frame(t, first), "its control channel is closed")

	second := attach()
	require.NoError(t, unix.Sendmsg(second, request(wire.CloseListener, 7), nil, nil, 0))
	answer := frame(t, second)
	require.EqualValues(t, wire.Answer, number(answer, 1))
	require.EqualValues(t, 7, number(answer, 2))

	require.NoError(t, unix.Shutdown(root, unix.SHUT_WR))
	require.NoError(t, unix.Shutdown(second, unix.SHUT_WR))
	select {
	case <-ended:
	case <-time.After(patience):
		require.Fail(t, "the core did not end")
	}
}
