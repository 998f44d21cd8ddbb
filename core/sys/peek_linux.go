package sys

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Edges is edge-triggered interest: one event each time that data arrives, or that the other end stops writing.
const Edges = unix.EPOLLIN | unix.EPOLLRDHUP | unix.EPOLLET

// Ended tells whether an event means that no more data arrives.
func Ended(events uint32) bool {
	return events&(unix.EPOLLRDHUP|unix.EPOLLHUP|unix.EPOLLERR) != 0
}

// Peek reads what has arrived on a connection without consuming it. It returns 0 after the end, and EAGAIN if nothing has
// arrived.
func Peek(fd int, into []byte) (int, error) {
	return receive(fd, into, unix.MSG_PEEK|unix.MSG_DONTWAIT)
}

// Take consumes bytes that were peeked at. It tells whether all of them were there.
func Take(fd int, into []byte) bool {
	n, err := receive(fd, into, unix.MSG_DONTWAIT)
	return err == nil && n == len(into)
}

func receive(fd int, into []byte, flags uintptr) (int, error) {
	for {
		n, _, errno := syscall.RawSyscall6(syscall.SYS_RECVFROM, uintptr(fd),
			uintptr(unsafe.Pointer(&into[0])), uintptr(len(into)), flags, 0, 0)
		switch errno {
		case 0:
			return int(n), nil
		case unix.EINTR:
		default:
			return 0, errno
		}
	}
}
