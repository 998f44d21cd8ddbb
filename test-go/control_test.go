package testgo

import (
	"encoding/binary"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core"
	"gocluster/core/wire"
)

// root is the near end of a root channel.
type root struct {
	t       testing.TB
	channel *channel
}

// start runs a core in this process. It ends with the test.
func start(t testing.TB) *root {
	t.Helper()
	near, far := pair(t)
	require.NoError(t, core.Start(far))
	require.NoError(t, unix.Close(far))
	return &root{t, near}
}

// pair makes a channel, which the test closes, and the descriptor of its other end, which the caller owns.
func pair(t testing.TB) (*channel, int) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	require.NoError(t, err)
	near, err := newChannel(fds[0])
	require.NoError(t, err)
	t.Cleanup(near.close)
	return near, fds[1]
}

// control is a primary's end of a control channel.
type control struct {
	t       testing.TB
	root    *root
	channel *channel
	seq     uint32
	unread  []byte                   // notices that came in one message with others
	broken  map[uint32]syscall.Errno // workers of which the core said that they are broken
}

// attach is a JavaScript thread that forks workers.
func (r *root) attach() *control {
	r.t.Helper()
	return r.attachAs(wire.Attach)
}

// attachReader is a client that may change nothing.
func (r *root) attachReader() *control {
	r.t.Helper()
	return r.attachAs(wire.AttachReader)
}

func (r *root) attachAs(op wire.Op) *control {
	r.t.Helper()
	near, far := pair(r.t)
	require.NoError(r.t, r.channel.send(request(op, 0, 0, 0), far))
	require.NoError(r.t, unix.Close(far))
	return &control{t: r.t, root: r, channel: near, broken: make(map[uint32]syscall.Errno)}
}

// request encodes the words that every request has.
func request(op wire.Op, seq, listener, worker uint32) []byte {
	return words(uint32(op), seq, listener, worker)
}

func words(values ...uint32) []byte {
	var frame []byte
	for _, value := range values {
		frame = binary.LittleEndian.AppendUint32(frame, value)
	}
	return frame
}

// do sends a request that has no answer.
func (c *control) do(op wire.Op, listener, worker uint32, fds ...int) {
	c.t.Helper()
	require.NoError(c.t, c.channel.send(request(op, 0, listener, worker), fds...))
}

// listen has the core accept on a socket, which stays the caller's, and returns the answer.
func (c *control) listen(listener uint32, fds ...int) wire.Notice {
	c.t.Helper()
	c.seq++
	require.NoError(c.t, c.channel.send(request(wire.Listen, c.seq, listener, 0), fds...))
	return c.answer()
}

// closeListener returns when it is closed.
func (c *control) closeListener(listener uint32) {
	c.t.Helper()
	c.seq++
	require.NoError(c.t, c.channel.send(request(wire.CloseListener, c.seq, listener, 0)))
	require.Zero(c.t, c.answer().Errno)
}

// settle returns when all that was asked, and all that workers said, is done. A turn of the core serves control channels
// before workers, and what attaches in one turn is served in the next: only its answer comes after the latter.
func (c *control) settle() {
	c.t.Helper()
	c.closeListener(absent)
	later := c.root.attach()
	later.closeListener(absent)
	later.channel.close()
}

// absent is a listener's number that no test uses.
const absent = 0x7fff0000

// answer waits for the answer to the last request, and keeps what comes in between.
func (c *control) answer() wire.Notice {
	c.t.Helper()
	for {
		notice := c.notice()
		if notice.Kind == wire.Answer {
			require.Equal(c.t, c.seq, notice.ID)
			return notice
		}
	}
}

// awaitBroken waits until the core says that it has closed a worker's channel.
func (c *control) awaitBroken(worker uint32) {
	c.t.Helper()
	for c.broken[worker] == 0 {
		c.notice()
	}
}

func (c *control) notice() wire.Notice {
	c.t.Helper()
	if len(c.unread) == 0 {
		message, fds, err := c.channel.receive(patience)
		require.NoError(c.t, err, "a notice of the core")
		require.Empty(c.t, fds)
		c.unread = message
	}
	require.GreaterOrEqual(c.t, len(c.unread), 16)
	size := binary.LittleEndian.Uint32(c.unread)
	require.LessOrEqual(c.t, int(size), len(c.unread))
	notice := parseNotice(c.t, c.unread[:size])
	c.unread = c.unread[size:]
	if notice.Kind == wire.Broken {
		c.broken[notice.ID] = notice.Errno
	}
	require.NotEqual(c.t, wire.Failed, notice.Kind, notice.Text)
	return notice
}

func parseNotice(t testing.TB, frame []byte) wire.Notice {
	t.Helper()
	require.GreaterOrEqual(t, len(frame), 16)
	word := func(i int) uint32 { return binary.LittleEndian.Uint32(frame[4*i:]) }
	require.Len(t, frame, int(word(0)))
	return wire.Notice{
		Kind:  wire.NoticeKind(word(1)),
		ID:    word(2),
		Errno: syscall.Errno(word(3)),
		Text:  string(frame[16:]),
	}
}
