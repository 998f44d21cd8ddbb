package core

import (
	"encoding/binary"
	"net"
	"os"
	"strconv"
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
type faulty struct {
	eventfd int
	fail    func()
}

func (f *faulty) rank() rank { return rankClock }

func (f *faulty) run(uint32) {
	var counter [8]byte
	_, _ = unix.Read(f.eventfd, counter[:])
	f.fail()
}

// patient is the near end of a control channel to a reactor under test.
type patient struct {
	t       *testing.T
	reactor *reactor
	channel int
	trigger int
	done    chan struct{} // closed when serve has returned
}

// ail runs a reactor with a source that does what fail does whenever trigger is written to.
func ail(t *testing.T, fail func(r *reactor)) *patient {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	require.NoError(t, err)
	trigger, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	require.NoError(t, err)
	r, err := newReactor()
	require.NoError(t, err)
	_, err = r.attach(fds[1], false)
	require.NoError(t, err)
	_, err = r.register(trigger, &faulty{trigger, func() { fail(r) }})
	require.NoError(t, err)
	p := &patient{t, r, fds[0], trigger, make(chan struct{})}
	go func() {
		defer close(p.done)
		r.serve()
	}()
	t.Cleanup(func() {
		_ = unix.Close(p.channel)
		p.awaitEnd()
		_ = unix.Close(trigger)
	})
	return p
}

func (p *patient) awaitEnd() {
	select {
	case <-p.done:
	case <-time.After(patience):
		require.Fail(p.t, "the reactor did not end")
	}
}

func (p *patient) strike() {
	p.t.Helper()
	_, err := unix.Write(p.trigger, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	require.NoError(p.t, err)
}

// frame waits for the next notice; it is empty at the channel's end.
func (p *patient) frame() []byte {
	p.t.Helper()
	poll := []unix.PollFd{{Fd: int32(p.channel), Events: unix.POLLIN}}
	n, err := unix.Poll(poll, int(patience/time.Millisecond))
	require.NoError(p.t, err)
	require.Equal(p.t, 1, n, "a notice of the core")
	frame := make([]byte, sys.MaxBytes)
	n, err = unix.Read(p.channel, frame)
	require.NoError(p.t, err)
	return frame[:n]
}

// notice is the kind and the text of the next notice.
func (p *patient) notice() (wire.NoticeKind, string) {
	p.t.Helper()
	frame := p.frame()
	require.NotEmpty(p.t, frame, "the core has closed the channel")
	return wire.NoticeKind(binary.LittleEndian.Uint32(frame[4:])), string(frame[24:])
}

// listen opens a listener on a port of the kernel's choice.
func (p *patient) listen() string {
	p.t.Helper()
	frame := binary.LittleEndian.AppendUint32(nil, uint32(wire.Listen))
	for _, word := range []uint32{1, 1, 0, uint32(wire.KindTCP), 16, 0, 0} {
		frame = binary.LittleEndian.AppendUint32(frame, word)
	}
	_, err := unix.Write(p.channel, append(frame, "127.0.0.1"...))
	require.NoError(p.t, err)
	frame = p.frame()
	require.Equal(p.t, wire.Answer, wire.NoticeKind(binary.LittleEndian.Uint32(frame[4:])))
	port := binary.LittleEndian.Uint32(frame[20:])
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(int(port)))
}

func TestAPanicIsReportedAndTheNextTurnComes(t *testing.T) {
	for _, test := range []struct {
		name string
		fail func(r *reactor)
		text string
	}{
		{"panic", func(*reactor) { panic("made up") }, "made up"},
		{"nil pointer", func(r *reactor) { (*listener)(nil).watch() }, "nil pointer dereference"},
		{"index", func(r *reactor) { _ = r.sources[len(r.sources)+1] }, "index out of range"},
		{"nil map", func(r *reactor) { (&listener{}).join(&worker{}) }, "assignment to entry in nil map"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := ail(t, test.fail)
			address := p.listen()
			p.strike()
			kind, text := p.notice()
			require.Equal(t, wire.Panicked, kind)
			require.Contains(t, text, test.text)
			require.Contains(t, text, "core.(*reactor).turn (reactor.go:", "where it was")
			// The listener is there as before.
			client, err := net.DialTimeout("tcp", address, patience)
			require.NoError(t, err)
			require.NoError(t, client.Close())
		})
	}
}

func TestPanicsWithoutEndStopTheCore(t *testing.T) {
	p := ail(t, func(*reactor) { panic(strings.Repeat("made up ", 500)) })
	address := p.listen()
	for range panicsMax - 1 {
		p.strike()
		kind, text := p.notice()
		require.Equal(t, wire.Panicked, kind)
		require.Len(t, text, wire.ReasonMax)
	}
	p.strike()
	kind, text := p.notice()
	require.Equal(t, wire.Failed, kind)
	require.Contains(t, text, "made up")
	require.Empty(t, p.frame(), "the channel is closed")
	p.awaitEnd()
	_, err := net.DialTimeout("tcp", address, patience)
	require.ErrorIs(t, err, unix.ECONNREFUSED)
}

// A worker whose words lead to a panic is lost, others are not; what was chosen for others in that turn ends.
func TestAPanicOverAWorkerCostsThatWorker(t *testing.T) {
	fds := make([]int, 0, 8)
	for range 4 {
		pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
		require.NoError(t, err)
		fds = append(fds, pair[0], pair[1])
	}
	r, err := newReactor()
	require.NoError(t, err)
	p, err := r.attach(fds[0], false)
	require.NoError(t, err)
	p.addWorker(1, []int32{int32(fds[2]), int32(fds[3])})
	p.addWorker(2, []int32{int32(fds[4]), int32(fds[5])})
	guilty, other := p.workers[1], p.workers[2]
	l := &listener{reactor: r, fd: -1, members: map[*worker]membership{}}
	other.assign(connection{fds[6], l})
	r.running = guilty

	require.True(t, r.survive("made up"))
	require.True(t, guilty.gone)
	require.NotContains(t, p.workers, uint32(1))
	require.Contains(t, p.workers, uint32(2))
	require.Empty(t, other.batch)
	require.Zero(t, other.unread)
	_, err = os.Stat("/proc/self/fd/" + strconv.Itoa(fds[2]))
	require.ErrorIs(t, err, os.ErrNotExist, "the guilty one's channel is closed")
	n, err := unix.Read(fds[7], make([]byte, 1))
	require.NoError(t, err)
	require.Zero(t, n, "the connection has ended")
	r.close()
	_ = unix.Close(fds[1])
	_ = unix.Close(fds[7])
}
