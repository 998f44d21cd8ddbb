package testgo

import (
	"net"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// samples are descriptors of many kinds that a worker may send along; the test closes them.
type samples struct {
	connection, stream                                     int // what may stand for a TCP or a Unix connection
	file, pipe, pen, memory, event, poll, datagram, listen int
	packet, orphan                                         int // a channel, and one whose other end is closed
}

func openSamples(t testing.TB) samples {
	t.Helper()
	own := func(fd int, err error) int {
		t.Helper()
		require.NoError(t, err)
		t.Cleanup(func() { _ = unix.Close(fd) })
		return fd
	}
	socket := func(family, kind int) int { return own(unix.Socket(family, kind|unix.SOCK_CLOEXEC, 0)) }
	pair := func(kind int) (near, far int) {
		fds, err := unix.Socketpair(unix.AF_UNIX, kind|unix.SOCK_CLOEXEC, 0)
		require.NoError(t, err)
		return own(fds[0], nil), own(fds[1], nil)
	}
	var s samples
	s.connection = socket(unix.AF_INET, unix.SOCK_STREAM)
	s.stream, _ = pair(unix.SOCK_STREAM)
	s.packet, _ = pair(unix.SOCK_SEQPACKET)
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	require.NoError(t, err)
	s.orphan = own(ends[0], unix.Close(ends[1]))
	s.datagram = socket(unix.AF_INET, unix.SOCK_DGRAM)
	s.file = own(unix.Open(os.DevNull, unix.O_RDONLY|unix.O_CLOEXEC, 0))
	var pipe [2]int
	require.NoError(t, unix.Pipe2(pipe[:], unix.O_CLOEXEC))
	s.pipe, s.pen = own(pipe[0], nil), own(pipe[1], nil)
	s.memory = own(unix.MemfdCreate("sample", unix.MFD_CLOEXEC))
	s.event = own(unix.Eventfd(1, unix.EFD_CLOEXEC))
	s.poll = own(unix.EpollCreate1(unix.EPOLL_CLOEXEC))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = l.Close() }()
	file, err := l.(*net.TCPListener).File()
	require.NoError(t, err)
	t.Cleanup(func() { _ = file.Close() })
	s.listen = int(file.Fd())
	return s
}

// all are the samples in an order that a fuzz corpus can count on.
func (s samples) all() []int {
	return []int{
		s.connection, s.file, s.listen, s.stream, s.pipe, s.pen, s.memory, s.event, s.poll, s.datagram, s.packet, s.orphan,
	}
}

// named are those that can stand for no connection.
func (s samples) named() map[string][]int {
	return map[string][]int{
		"a file": {s.file}, "a pipe": {s.pipe}, "a pipe's other end": {s.pen}, "a memfd": {s.memory},
		"an eventfd": {s.event}, "an epoll set": {s.poll}, "a datagram socket": {s.datagram},
		"a channel": {s.packet}, "a channel whose other end is closed": {s.orphan},
	}
}
