package sys

import (
	"encoding/binary"
	"errors"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	allFDs       = ^uint32(0) // the last descriptor for close_range: the end of the table
	standardFDs  = 3
	direntBuffer = 4096 // how much of a directory is read at a time, in bytes
)

// UnshareTable gives the calling thread a descriptor table of its own, in which only keep is left of the process's descriptors,
// under the same number. The thread must be locked to its goroutine for good. In the other threads' table keep stays the
// caller's.
//
// Code of the program must not run on this thread, because it would use the numbers of the other table: a signal handler, for
// example, writes to the descriptor of its event loop. So every signal that the program may handle is blocked.
//
// EPERM and ENOSYS mean that this kernel, or a filter, allows neither of the calls that do it.
func UnshareTable(keep int) error {
	if err := blockSignals(); err != nil {
		return err
	}
	// The descriptors below keep are usually all in use. The same call unshares the table and closes them, so that they were never
	// open in this table, and nothing of the program's stays open longer because of it.
	switch err := unshareClosing(0, keep-1); {
	case err == nil:
		_ = unix.CloseRange(uint(keep)+1, uint(allFDs), 0)
	case errors.Is(err, unix.ENOSYS), errors.Is(err, unix.EPERM), errors.Is(err, unix.EINVAL):
		if err := unix.Unshare(unix.CLONE_FILES); err != nil {
			return err
		}
		return ClearTable(keep)
	default:
		return err
	}
	return reserveStandardFDs()
}

// unshareClosing unshares the table and closes first to last in the new one. That range is empty if keep is 0: then the call gets
// the number above all others, which is not in use.
func unshareClosing(first, last int) error {
	if last < first {
		return unix.CloseRange(uint(allFDs), uint(allFDs), unix.CLOSE_RANGE_UNSHARE)
	}
	return unix.CloseRange(uint(first), uint(last), unix.CLOSE_RANGE_UNSHARE)
}

// ClearTable closes everything in the calling thread's own table except keep, and leaves it as UnshareTable does.
func ClearTable(keep int) error {
	if err := CloseAllBut(keep); err != nil {
		return err
	}
	return reserveStandardFDs()
}

// CloseAllBut closes everything in the calling thread's own table except keep; -1 keeps nothing.
func CloseAllBut(keep int) error {
	if closeAround(keep) == nil {
		return nil
	}
	// The kernel is older than 5.9, or a filter does not know close_range.
	fds, err := openFDs()
	for _, fd := range fds {
		if fd != keep {
			Close(fd)
		}
	}
	return err
}

func closeAround(keep int) error {
	if keep > 0 {
		if err := unix.CloseRange(0, uint(keep-1), 0); err != nil {
			return err
		}
	}
	return unix.CloseRange(uint(keep+1), uint(allFDs), 0)
}

// openFDs lists the calling thread's descriptors, including the one for the listing itself, which is closed on return. Package os
// would open the Go runtime's own epoll set, which is for all threads, in the table of this one.
func openFDs() ([]int, error) {
	folder, err := unix.Open("/proc/thread-self/fd", unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	defer Close(folder)
	var fds []int
	buffer := make([]byte, direntBuffer)
	for {
		n, err := unix.Getdents(folder, buffer)
		if err != nil || n == 0 {
			return fds, err
		}
		for rest := buffer[:n]; len(rest) > 0; rest = rest[direntLength(rest):] {
			if fd, err := strconv.Atoi(direntName(rest)); err == nil {
				fds = append(fds, fd)
			}
		}
	}
}

func direntLength(entry []byte) int {
	return int(binary.NativeEndian.Uint16(entry[unsafe.Offsetof(unix.Dirent{}.Reclen):]))
}

func direntName(entry []byte) string {
	return unix.ByteSliceToString(entry[unsafe.Offsetof(unix.Dirent{}.Name):direntLength(entry)])
}

// reserveStandardFDs puts epoll sets, which accept no text, in the places of the standard streams: what a Go runtime prints when
// it crashes must not reach a client.
func reserveStandardFDs() error {
	for {
		fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
		if err != nil {
			return err
		}
		if fd >= standardFDs {
			Close(fd)
			return nil
		}
	}
}

// openSignals are not blocked: the signals of faults, which Go handles, and the two by which glibc reaches all threads, for
// example in setuid().
var openSignals = [...]syscall.Signal{
	syscall.SIGSEGV, syscall.SIGBUS, syscall.SIGFPE, syscall.SIGILL, syscall.SIGTRAP, syscall.SIGABRT, syscall.SIGSYS, 32, 33,
}

func blockSignals() error {
	var blocked unix.Sigset_t
	const bits = 8 * int(unsafe.Sizeof(blocked.Val[0]))
	for i := range blocked.Val {
		blocked.Val[i] = ^blocked.Val[i]
	}
	for _, signal := range openSignals {
		at := int(signal) - 1
		blocked.Val[at/bits] &^= 1 << (at % bits)
	}
	return unix.PthreadSigmask(unix.SIG_SETMASK, &blocked, nil)
}
