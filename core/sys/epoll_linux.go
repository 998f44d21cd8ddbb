package sys

import (
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Interest in a descriptor, as the EPOLL* bits.
const (
	Readable = unix.EPOLLIN
	Writable = unix.EPOLLOUT
	Nothing  = 0
)

// spell is how long Wait blocks without telling the Go scheduler, in milliseconds.
const spell = 100

// forever is a timeout that never expires.
const forever = -1

// Epoll is a set of watched descriptors, used by one thread.
type Epoll struct {
	fd     int
	events []unix.EpollEvent
	others yielder
	ends   frequency
	often  bool // whether waits end so often that the scheduler is not told of the next one
}

// NewEpoll makes an empty set that reports at most size events a wait.
func NewEpoll(size int) (*Epoll, error) {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, err
	}
	return &Epoll{fd: fd, events: make([]unix.EpollEvent, size)}, nil
}

// Wait blocks until something is ready. The returned events are valid until the next Wait.
//
// First it yields the CPU once. Under load another thread is about to make something ready, and one more iteration, and being
// woken up for it, costs more than what is then done for one connection. On an idle machine there is nobody to yield to.
//
// Then it waits in the kernel. While waits end often, the Go scheduler is not told: a goroutine that returns from a system call that
// the scheduler knows of wakes the runtime's monitor thread, and that costs more than a hand-off. Nothing else runs in a core
// meanwhile. On the other hand the monitor thread looks at a goroutine of which it believes that it runs a hundred times a second. So
// a core that has little to do, or has had nothing to do for a while, tells the scheduler, and the monitor thread sleeps, too. Go's
// own netpoller would have a descriptor in the table of the other threads.
func (e *Epoll) Wait() ([]unix.EpollEvent, error) {
	e.others.yield()
	n, errno := 0, syscall.Errno(0)
	if e.often {
		n, errno = e.wait(syscall.RawSyscall6, spell)
	}
	for errno == unix.EINTR || errno == 0 && n == 0 {
		n, errno = e.wait(syscall.Syscall6, forever)
		e.often = e.ends.isHigh(time.Now())
	}
	if errno != 0 {
		return nil, errno
	}
	return e.events[:n], nil
}

type call func(number, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, errno syscall.Errno)

func (e *Epoll) wait(call call, milliseconds int) (int, syscall.Errno) {
	n, _, errno := call(syscall.SYS_EPOLL_PWAIT, uintptr(e.fd), uintptr(unsafe.Pointer(&e.events[0])),
		uintptr(len(e.events)), uintptr(milliseconds), 0, 0)
	return int(n), errno
}

// Add watches fd. The token comes back in the event's Fd field.
func (e *Epoll) Add(fd int, events uint32, token int32) error {
	return e.control(unix.EPOLL_CTL_ADD, fd, events, token)
}

// Modify changes what fd is watched for.
func (e *Epoll) Modify(fd int, events uint32, token int32) error {
	return e.control(unix.EPOLL_CTL_MOD, fd, events, token)
}

// Remove ends the watch of fd. Closing fd does so only if no duplicate of it is open, here or in a worker.
func (e *Epoll) Remove(fd int) {
	_ = e.control(unix.EPOLL_CTL_DEL, fd, 0, 0)
}

// Close closes the set itself, not the watched descriptors, which belong to others.
func (e *Epoll) Close() error {
	return unix.Close(e.fd)
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
