package core

import (
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"gocluster/core/sys"
)

const (
	// longQueue is how many connections the kernel must be able to keep for a listener if nobody is to accept there but workers that
	// have the time. Between two ticks that many do not come.
	longQueue = 1024
	// somaxconnDefault is the kernel's own limit where it does not say; since 5.4 it is 4096.
	somaxconnDefault = 128
)

// kernelQueue is the queue in which the kernel keeps a listener's connections until somebody accepts them. One that is full drops
// SYNs, which come again after a second or more, and last ACKs, after which a client that waits for the server to speak may wait for
// ever; a Unix socket refuses.
type kernelQueue struct {
	fd       int // borrowed
	family   int
	length   int
	abstract bool // a Unix socket's name that is taken until the last descriptor is closed
}

func newKernelQueue(fd, family int, backlog uint32) kernelQueue {
	q := kernelQueue{fd: fd, family: family}
	if family != unix.AF_UNIX {
		_, q.length = q.tcp()
		return q
	}
	q.length = int(min(uint64(backlog), uint64(somaxconn())))
	name, err := unix.Getsockname(fd)
	address, isUnix := name.(*unix.SockaddrUnix)
	q.abstract = err == nil && isUnix && strings.HasPrefix(address.Name, "@")
	return q
}

// isLong tells whether connections may be left there until a worker has time. A name without a path would not be free when the
// listener is closed, while a worker has the socket.
func (q kernelQueue) isLong() bool { return q.length >= longQueue && !q.abstract }

// excess is how many connections should be taken out, because more are on their way. Of a Unix socket the kernel does not tell.
func (q kernelQueue) excess() int {
	if q.isUnix() {
		return 0
	}
	waiting, length := q.tcp()
	if waiting <= length/2 {
		return 0
	}
	return waiting - length/4
}

// waiting is how many connections wait; of a Unix socket the kernel does not tell.
func (q kernelQueue) waiting() int {
	if q.isUnix() {
		return 0
	}
	waiting, _ := q.tcp()
	return waiting
}

func (q kernelQueue) isUnix() bool { return q.family == unix.AF_UNIX }

// tcp tells how many connections wait, and how many may.
func (q kernelQueue) tcp() (waiting, length int) {
	info, err := unix.GetsockoptTCPInfo(q.fd, unix.IPPROTO_TCP, unix.TCP_INFO)
	if err != nil {
		return 0, 0
	}
	// Of a socket that listens these two mean just that.
	return int(info.Unacked), int(info.Sacked)
}

func somaxconn() int {
	fd, err := unix.Open("/proc/sys/net/core/somaxconn", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return somaxconnDefault
	}
	defer sys.Close(fd)
	var text [16]byte
	n, err := unix.Read(fd, text[:])
	if err != nil {
		return somaxconnDefault
	}
	limit, err := strconv.Atoi(strings.TrimSpace(string(text[:n])))
	if err != nil {
		return somaxconnDefault
	}
	return limit
}
