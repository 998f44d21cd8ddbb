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
	allFDs       = ^uint32(0) // close_range's last descriptor: to the end of the table
	standardFDs  = 3
	direntBuffer = 4096 // bytes of a directory that are read at a time
)

// UnshareTable gives the calling thread, which must be locked to its goroutine for good, a descriptor table of its own in which
// nothing of the process's is left but keep, under the same number. In the table of the other threads keep stays the caller's.
//
// Nothing of the process's may act on this table by a number of its own, so the thread takes no signal that the program may have a
// handler for: such a handler writes to its event loop's descriptor.
//
// EPERM and ENOSYS: this kernel, or a filter, has neither of the calls that do it.
func UnshareTable(keep int) error {
	if err := blockSignals(); err != nil {
		return err
	}
	// What lies below keep is all in use, as a rule, and what is closed by the same call was never open here: nothing of the
	// program's lives longer for it.
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

// unshareClosing closes first to last in the new table. The range of a first descriptor 0 is empty, and so is what lies above all.
func unshareClosing(first, last int) error {
	if last < first {
		return unix.CloseRange(uint(allFDs), uint(allFDs), unix.CLOSE_RANGE_UNSHARE)
	}
	return unix.CloseRange(uint(first), uint(last), unix.CLOSE_RANGE_UNSHARE)
}

// ClearTable closes what the calling thread's own table has, but for keep, as UnshareTable leaves it.
func ClearTable(keep int) error {
	if err := CloseAllBut(keep); err != nil {
		return err
	}
	return reserveStandardFDs()
}

// CloseAllBut closes what the calling thread's own table has, but for keep; -1 is nothing.
func CloseAllBut(keep int) error {
	if closeAround(keep) == nil {
		return nil
	}
	// A kernel before 5.9, or a filter that does not know close_range.
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

// openFDs lists the calling thread's descriptors, and one that is closed by then. Not by package os, which would open the Go
// runtime's own epoll set, for all threads, in the table of one.
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

// reserveStandardFDs fills the places of the standard streams with what takes no text: the last words of a Go runtime must not
// reach a client.
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

// The signals that stay open: those of faults, which Go handles, and the two by which glibc reaches every thread of its own, as
// setuid() does.
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
