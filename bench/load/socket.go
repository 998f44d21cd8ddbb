package main

import (
	"fmt"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Calls that never block are made directly, as raw system calls: to notify Go's
// scheduler of each would cost more than the call.

// address is ready for connect(2).
type address struct {
	family uintptr
	raw    unsafe.Pointer // a sockaddr_in or a sockaddr_un
	size   uintptr
}

func newAddress(o *options) *address {
	if o.path != "" {
		raw := &unix.RawSockaddrUnix{Family: unix.AF_UNIX}
		for i := range len(o.path) {
			raw.Path[i] = int8(o.path[i])
		}
		return &address{unix.AF_UNIX, unsafe.Pointer(raw), unsafe.Sizeof(*raw)}
	}
	port := o.target.Port()
	raw := &unix.RawSockaddrInet4{Family: unix.AF_INET, Addr: o.target.Addr().As4()}
	*(*[2]byte)(unsafe.Pointer(&raw.Port)) = [2]byte{byte(port >> 8), byte(port)}
	return &address{unix.AF_INET, unsafe.Pointer(raw), unsafe.Sizeof(*raw)}
}

func newSocket(family uintptr) (int, error) {
	fd, _, errno := unix.RawSyscall(unix.SYS_SOCKET, family,
		unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if errno != 0 {
		return -1, fmt.Errorf("socket: %w", errno)
	}
	return int(fd), nil
}

func connect(fd int, to *address) unix.Errno {
	_, _, errno := unix.RawSyscall(unix.SYS_CONNECT, uintptr(fd), uintptr(to.raw), to.size)
	return errno
}

func send(fd int, data []byte) unix.Errno {
	_, _, errno := unix.RawSyscall6(unix.SYS_SENDTO, uintptr(fd),
		uintptr(unsafe.Pointer(&data[0])), uintptr(len(data)), unix.MSG_NOSIGNAL, 0, 0)
	return errno
}

func receive(fd int, into []byte) (int, unix.Errno) {
	n, _, errno := unix.RawSyscall(unix.SYS_READ, uintptr(fd),
		uintptr(unsafe.Pointer(&into[0])), uintptr(len(into)))
	return int(n), errno
}

func closeSocket(fd int) { unix.RawSyscall(unix.SYS_CLOSE, uintptr(fd), 0, 0) }

// abandon closes with a reset. A socket that this side closes first would keep
// its port in TIME_WAIT for a minute. In a run that goes well the server closes
// first and no client port is kept.
func abandon(fd int) {
	_ = unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
	closeSocket(fd)
}

// poller is an epoll whose events carry an index instead of the fd.
type poller struct {
	fd     int
	events [256]unix.EpollEvent
}

func newPoller() (*poller, error) {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("epoll_create1: %w", err)
	}
	return &poller{fd: fd}, nil
}

func (p *poller) control(operation, fd, index int, events uint32) {
	event := unix.EpollEvent{Events: events, Fd: int32(index)}
	unix.RawSyscall6(unix.SYS_EPOLL_CTL, uintptr(p.fd), uintptr(operation), uintptr(fd),
		uintptr(unsafe.Pointer(&event)), 0, 0)
}

// wait returns what is ready, at the latest after d. epoll_pwait2 (Linux 5.11),
// because a millisecond is coarse for an open loop.
func (p *poller) wait(d time.Duration) ([]unix.EpollEvent, error) {
	timeout := unix.NsecToTimespec(int64(max(d, 0)))
	n, _, errno := unix.Syscall6(unix.SYS_EPOLL_PWAIT2, uintptr(p.fd),
		uintptr(unsafe.Pointer(&p.events[0])), uintptr(len(p.events)),
		uintptr(unsafe.Pointer(&timeout)), 0, 0)
	if errno == unix.EINTR {
		return nil, nil
	}
	if errno != 0 {
		return nil, fmt.Errorf("epoll_pwait2: %w", errno)
	}
	return p.events[:n], nil
}
