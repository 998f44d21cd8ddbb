package sys

import (
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	// watchdogPatience is how long the reactor may be away before it is interrupted, and watchdogAgain how soon after that
	// once more.
	watchdogPatience = 250 * time.Millisecond
	watchdogAgain    = 50 * time.Millisecond

	sigevThreadID = 4 // SIGEV_THREAD_ID
)

// Watchdog interrupts a thread that is stuck in a system call: a worker can make the close of a connection that it has got
// wait for as long as it likes (SO_LINGER), and that wait ends with a signal.
//
// The signal is SIGCHLD: of those that Go leaves open in its threads it is the one that every primary has a harmless handler
// for, the event loop's own. An ignored signal would interrupt nothing.
type Watchdog struct {
	timer  int32
	thread int  // 0: there is no timer
	awake  bool // the timer runs
}

// event is the kernel's struct sigevent.
type event struct {
	value  uint64
	signal int32
	notify int32
	thread int32
	_      [44]byte
}

// Feed is called by the thread that is watched, again and again within watchdogPatience, and locked to its goroutine. Where
// the kernel has no timer for it there is no watchdog.
func (w *Watchdog) Feed() {
	if id := threadID(); id != w.thread {
		w.Close()
		e := event{signal: int32(unix.SIGCHLD), notify: sigevThreadID, thread: int32(id)}
		_, _, errno := syscall.RawSyscall(syscall.SYS_TIMER_CREATE, unix.CLOCK_MONOTONIC,
			uintptr(unsafe.Pointer(&e)), uintptr(unsafe.Pointer(&w.timer)))
		if errno != 0 {
			return
		}
		w.thread = id
	}
	w.awake = true
	w.set(watchdogPatience)
}

// Follow has the watchdog watch the thread that calls it, if it watches one. A goroutine that has waited may be on another.
func (w *Watchdog) Follow() {
	if w.awake && threadID() != w.thread {
		w.Feed()
	}
}

// Stop is called before the watched thread rests.
func (w *Watchdog) Stop() {
	if w.awake {
		w.awake = false
		w.set(0)
	}
}

// Close gives the timer back. Feed makes another.
func (w *Watchdog) Close() {
	if w.thread != 0 {
		_, _, _ = syscall.RawSyscall(syscall.SYS_TIMER_DELETE, uintptr(w.timer), 0, 0)
		w.thread, w.awake = 0, false
	}
}

func threadID() int {
	id, _, _ := syscall.RawSyscall(syscall.SYS_GETTID, 0, 0, 0)
	return int(id)
}

func (w *Watchdog) set(after time.Duration) {
	spec := unix.ItimerSpec{
		Interval: unix.NsecToTimespec(int64(watchdogAgain)),
		Value:    unix.NsecToTimespec(int64(after)),
	}
	_, _, _ = syscall.RawSyscall6(syscall.SYS_TIMER_SETTIME, uintptr(w.timer), 0, uintptr(unsafe.Pointer(&spec)), 0, 0, 0)
}
