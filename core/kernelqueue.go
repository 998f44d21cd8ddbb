package core

import (
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"gocluster/core/sys"
)

const (
	// longQueue is how many connections the kernel must be able to keep for a listener before connections are left there until a
	// worker accepts them. Fewer than that arrive between two ticks.
	longQueue = 1024
	// somaxconnDefault is assumed if the kernel's limit cannot be read; it is the kernel's default before 5.4, and 4096 since.
	somaxconnDefault = 128
)

// kernelQueue is the queue in which the kernel keeps a listener's connections until somebody accepts them. When it is full, the
// kernel drops SYNs, which clients repeat after a second or more, and the last ACKs of handshakes, after which a client that
// waits for the server's first bytes may wait forever. A Unix socket refuses connections.
type kernelQueue struct {
	fd       int // borrowed
	family   int
	length   int
	abstract bool // an abstract name of a Unix socket: it is taken until the last descriptor is closed
}

func newKernelQueue(fd, family int, backlog uint32) kernelQueue {
	q := kernelQueue{fd: fd, family: family}
	if family != unix.AF_UNIX {
		_, q.length = sys.AcceptQueue(fd)
		return q
	}
	q.length = int(min(uint64(backlog), uint64(somaxconn())))
	name, err := unix.Getsockname(fd)
	address, isUnix := name.(*unix.SockaddrUnix)
	q.abstract = err == nil && isUnix && strings.HasPrefix(address.Name, "@")
	return q
}

// isLong tells whether connections may stay in the queue until a worker has time. An abstract name would stay taken after the
// listener is closed, while a worker has the socket.
func (q kernelQueue) isLong() bool { return q.length >= longQueue && !q.abstract }

// excess is how many connections should be accepted because the queue is more than half full and more may be on their way. It is
// 0 for a Unix socket, whose queue the kernel does not report.
func (q kernelQueue) excess() int {
	if q.isUnix() {
		return 0
	}
	waiting, length := sys.AcceptQueue(q.fd)
	if waiting <= length/2 {
		return 0
	}
	return waiting - length/4
}

// waiting is how many connections wait; 0 for a Unix socket, whose queue the kernel does not report.
func (q kernelQueue) waiting() int {
	if q.isUnix() {
		return 0
	}
	waiting, _ := sys.AcceptQueue(q.fd)
	return waiting
}

func (q kernelQueue) isUnix() bool { return q.family == unix.AF_UNIX }

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
