package sys

import (
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Timer is a timerfd: a clock that epoll can watch, so that no second goroutine is needed.
type Timer struct {
	FD    int // owned; watched for Readable
	armed bool
}

// NewTimer makes a stopped timer.
func NewTimer() (*Timer, error) {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_CLOEXEC|unix.TFD_NONBLOCK)
	if err != nil {
		return nil, err
	}
	return &Timer{FD: fd}, nil
}

// Start makes the timer expire every interval. A running timer is not changed.
func (t *Timer) Start(interval time.Duration) {
	if t.armed {
		return
	}
	t.armed = true
	t.set(interval)
}

// Stop ends that. A stopped timer is not changed.
func (t *Timer) Stop() {
	if !t.armed {
		return
	}
	t.armed = false
	t.set(0)
}

// Clear reads the expirations, so that the descriptor is not ready any more.
func (t *Timer) Clear() {
	var expirations uint64
	_, _, _ = syscall.RawSyscall(syscall.SYS_READ, uintptr(t.FD), uintptr(unsafe.Pointer(&expirations)), 8)
}

func (t *Timer) set(interval time.Duration) {
	spec := unix.ItimerSpec{
		Interval: unix.NsecToTimespec(int64(interval)),
		Value:    unix.NsecToTimespec(int64(interval)),
	}
	_, _, _ = syscall.RawSyscall6(syscall.SYS_TIMERFD_SETTIME, uintptr(t.FD), 0,
		uintptr(unsafe.Pointer(&spec)), 0, 0, 0)
}

// Now is the time on the kernel's monotonic clock, which other processes read, too; 0 if it cannot be read.
func Now() time.Duration {
	var now unix.Timespec
	if unix.ClockGettime(unix.CLOCK_MONOTONIC, &now) != nil {
		return 0
	}
	return time.Duration(now.Nano())
}
