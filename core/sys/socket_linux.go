package sys

import (
	"slices"
	"sync/atomic"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Close closes a descriptor that the caller owns. Errors are ignored, because the number is free in any case.
func Close(fd int) {
	_, _, _ = syscall.RawSyscall(syscall.SYS_CLOSE, uintptr(fd), 0, 0)
}

// CloseAll closes descriptors that the caller owns. It sorts them, because consecutive ones take only one system call.
func CloseAll(fds []int) {
	slices.Sort(fds)
	for len(fds) > 0 {
		run := 1
		for run < len(fds) && fds[run] == fds[0]+run {
			run++
		}
		closeRun(fds[:run])
		fds = fds[run:]
	}
}

// noCloseRange is set if the kernel is older than 5.9, or a container's filter does not know close_range. It holds for the
// process, so all reactors share it.
var noCloseRange atomic.Bool

func closeRun(fds []int) {
	if len(fds) > 1 && !noCloseRange.Load() {
		_, _, errno := syscall.RawSyscall(unix.SYS_CLOSE_RANGE, uintptr(fds[0]), uintptr(fds[len(fds)-1]), 0)
		if errno == 0 {
			return
		}
		noCloseRange.Store(true)
	}
	for _, fd := range fds {
		Close(fd)
	}
}

// unlinger makes a socket's close return at once. Only a TCP socket's close would wait; other sockets are not affected.
func unlinger(fd int) {
	var off unix.Linger
	_, _, _ = syscall.RawSyscall6(syscall.SYS_SETSOCKOPT, uintptr(fd), unix.SOL_SOCKET, unix.SO_LINGER,
		uintptr(unsafe.Pointer(&off)), unsafe.Sizeof(off), 0)
}

// Unsent is how much kernel memory is taken by a socket's messages that its peer has not read, in bytes.
func Unsent(socket int) (int, error) {
	var bytes int32
	_, _, errno := syscall.RawSyscall(syscall.SYS_IOCTL, uintptr(socket), unix.SIOCOUTQ, uintptr(unsafe.Pointer(&bytes)))
	if errno != 0 {
		return 0, errno
	}
	return int(bytes), nil
}

// StopWriting shuts a socket down for writing, also for its duplicates in other processes.
func StopWriting(socket int) {
	_, _, _ = syscall.RawSyscall(syscall.SYS_SHUTDOWN, uintptr(socket), unix.SHUT_WR, 0)
}

// Unread is how many bytes wait in a socket's receive queue.
func Unread(socket int) (int, error) {
	var bytes int32
	_, _, errno := syscall.RawSyscall(syscall.SYS_IOCTL, uintptr(socket), unix.SIOCINQ, uintptr(unsafe.Pointer(&bytes)))
	if errno != 0 {
		return 0, errno
	}
	return int(bytes), nil
}

// IsConnection tells whether fd may be a connection: a stream socket of the family that does not listen.
func IsConnection(fd, family int) bool {
	domain, err := StreamFamily(fd)
	if err != nil || domain != family {
		return false
	}
	listening, err := isListening(fd)
	return err == nil && !listening
}

// ListenerFamily returns the address family of a stream socket that listens, EINVAL for anything else.
func ListenerFamily(fd int) (int, error) {
	family, err := StreamFamily(fd)
	if err != nil {
		return 0, err
	}
	if listening, err := isListening(fd); err != nil || !listening {
		return 0, unix.EINVAL
	}
	return family, nil
}

func isListening(fd int) (bool, error) {
	value, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ACCEPTCONN)
	return value != 0, err
}

// StreamFamily returns the address family of a stream socket, EINVAL for anything else.
func StreamFamily(fd int) (int, error) {
	kind, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TYPE)
	if err != nil || kind != unix.SOCK_STREAM {
		return 0, unix.EINVAL
	}
	family, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_DOMAIN)
	if err != nil {
		return 0, unix.EINVAL
	}
	switch family {
	case unix.AF_INET, unix.AF_INET6, unix.AF_UNIX:
		return family, nil
	}
	return 0, unix.EINVAL
}

// FDLimit is this process's soft limit on open descriptors.
func FDLimit() int {
	var limit unix.Rlimit
	_, _, errno := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, 0, unix.RLIMIT_NOFILE, 0, uintptr(unsafe.Pointer(&limit)), 0, 0)
	if errno != 0 || limit.Cur > 1<<30 {
		return 1 << 30
	}
	return int(limit.Cur)
}
