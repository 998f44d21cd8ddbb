package sys

import (
	"sync"

	"golang.org/x/sys/unix"
)

// Discard closes a descriptor that another process has made or could change. Closing must not block the reactor: a socket
// might linger, and a file might belong to a file system that does not answer. What is not known to close at once is closed
// elsewhere.
func Discard(fd int) {
	if closesAtOnce(fd) {
		unlinger(fd)
		Close(fd)
		return
	}
	discarded.add(fd)
}

// closesAtOnce is true of the sockets that connections are. Other protocols have a wait of their own in their close.
func closesAtOnce(fd int) bool {
	family, err := StreamFamily(fd)
	if err != nil {
		return false
	}
	protocol, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_PROTOCOL)
	return err == nil && (family == unix.AF_UNIX || protocol == unix.IPPROTO_TCP)
}

// discarded is one for the process, because threads are: whatever number of descriptors do not close, one thread waits.
// The Go runtime aborts the process that runs out of threads.
var discarded bin

// bin closes what it is given, one after the other, on a goroutine that is there only while there is something.
type bin struct {
	lock sync.Mutex
	fds  []int // owned
	busy bool
}

func (b *bin) add(fd int) {
	b.lock.Lock()
	defer b.lock.Unlock()
	b.fds = append(b.fds, fd)
	if !b.busy {
		b.busy = true
		go b.empty()
	}
}

func (b *bin) empty() {
	for {
		b.lock.Lock()
		fds := b.fds
		b.fds = nil
		b.busy = len(fds) > 0
		b.lock.Unlock()
		if len(fds) == 0 {
			return
		}
		for _, fd := range fds {
			_ = unix.Close(fd)
		}
	}
}
