package sys

import (
	"os"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Interest in a descriptor, as the EPOLL* bits.
const (
	Readable = unix.EPOLLIN
	Writable = unix.EPOLLOUT
	Nothing  = 0
)

// Epoll is a set of watched descriptors.
//
// Wait parks in Go's own netpoller, on the epoll descriptor itself, instead of blocking in epoll_wait: a goroutine that
// comes back from a blocking system call wakes the runtime's monitor thread, and that alone costs a quarter of the CPU
// that a hand-off costs.
//
// Before it looks it lets others have the CPU once. Under load somebody else is about to make something ready, and a turn, and
// being woken up for one, costs more than anything that is then done for one connection; an idle machine has nobody to yield
// to.
type Epoll struct {
	file   *os.File
	raw    syscall.RawConn
	fd     int
	events []unix.EpollEvent
	n      int
	errno  syscall.Errno
	others yielder
	poll   func(uintptr) bool // allocated once: Wait allocates nothing
}

// NewEpoll makes an empty set that reports at most size events a wait.
func NewEpoll(size int) (*Epoll, error) {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, err
	}
	// os.NewFile hands only non-blocking descriptors to the netpoller.
	if err := unix.SetNonblock(fd, true); err != nil {
		_ = unix.Close(fd)
		return nil, err
	}
	e := &Epoll{fd: fd, events: make([]unix.EpollEvent, size)}
	e.file = os.NewFile(uintptr(fd), "epoll")
	if e.raw, err = e.file.SyscallConn(); err != nil {
		_ = e.file.Close()
		return nil, err
	}
	e.poll = func(fd uintptr) bool {
		n, _, errno := syscall.RawSyscall6(syscall.SYS_EPOLL_PWAIT, fd,
			uintptr(unsafe.Pointer(&e.events[0])), uintptr(len(e.events)), 0, 0, 0)
		e.n, e.errno = int(n), errno
		return errno != 0 || n > 0
	}
	return e, nil
}

// Wait blocks until something is ready. The returned events are valid until the next Wait.
func (e *Epoll) Wait() ([]unix.EpollEvent, error) {
	e.others.yield()
	for {
		if err := e.raw.Read(e.poll); err != nil {
			return nil, err
		}
		switch e.errno {
		case 0:
			return e.events[:e.n], nil
		case unix.EINTR:
		default:
			return nil, e.errno
		}
	}
}

// Add watches fd. The token comes back in the event's Fd field.
func (e *Epoll) Add(fd int, events uint32, token int32) error {
	return e.control(unix.EPOLL_CTL_ADD, fd, events, token)
}

// Modify changes what fd is watched for.
func (e *Epoll) Modify(fd int, events uint32, token int32) error {
	return e.control(unix.EPOLL_CTL_MOD, fd, events, token)
}

// Remove ends the watch. Closing a descriptor does so only when no duplicate of it is open, here or in a worker.
func (e *Epoll) Remove(fd int) {
	_ = e.control(unix.EPOLL_CTL_DEL, fd, 0, 0)
}

// Close closes the set itself; the watched descriptors belong to others.
func (e *Epoll) Close() error {
	return e.file.Close()
}

func (e *Epoll) control(op, fd int, events uint32, token int32) error {
	event := unix.EpollEvent{Events: events, Fd: token}
	_, _, errno := syscall.RawSyscall6(syscall.SYS_EPOLL_CTL, uintptr(e.fd), uintptr(op), uintptr(fd),
		uintptr(unsafe.Pointer(&event)), 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}
