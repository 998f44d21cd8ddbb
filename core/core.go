package core

import (
	"encoding/binary"
	"errors"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"

	"gocluster/core/sys"
	"gocluster/core/wire"
)

// Start runs a core on the root channel and returns at once. It owns the descriptor, and has closed it where it fails. The
// root channel takes Attach requests: each brings a control channel. The core ends with its last channel.
//
// Errors are syscall.Errno values.
func Start(root int) error {
	r, err := start(root)
	if err != nil {
		return err
	}
	go r.serve()
	return nil
}

// Run is Start for a process that is nothing but a core: it says on the root channel that it is there, and returns when
// the other end of that channel is closed, because then the primary is no more.
func Run(root int) error {
	r, err := start(root)
	if err != nil {
		return err
	}
	r.endsWithRoot = true
	if err := r.sayHello(); err != nil {
		r.close()
		return err
	}
	r.serve()
	return nil
}

func start(root int) (*reactor, error) {
	r, err := makeReactor(root)
	if err != nil {
		sys.Close(root)
		return nil, err
	}
	return r, nil
}

func makeReactor(root int) (*reactor, error) {
	if err := roomFor(startFDs + requestFDs); err != nil {
		return nil, err
	}
	// The reactor is one goroutine. More processors would only mean threads that look for work.
	runtime.GOMAXPROCS(1)
	makeThreads(spareThreads)
	if err := unix.SetNonblock(root, true); err != nil {
		return nil, err
	}
	r, err := newReactor()
	if err != nil {
		return nil, err
	}
	if r.root, err = r.attach(root, true); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

// startFDs is how many descriptors a core has at rest: two epoll sets (ours and the Go runtime's), an eventfd, the clock.
const startFDs = 4

// roomFor fails with EMFILE or ENFILE where there is no room for count descriptors: the Go runtime would abort the process
// on the first that it cannot have.
func roomFor(count int) error {
	for range count {
		fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
		if err != nil {
			return err
		}
		defer sys.Close(fd)
	}
	return nil
}

// spareThreads is how many threads wait for a system call of the reactor's or of sys.Discard that blocks.
const spareThreads = 4

// makeThreads has the Go runtime make threads, which it keeps. When it needs one later and may not have it, because the
// user or the container has all that it may have, it aborts the process.
func makeThreads(count int) {
	var ready sync.WaitGroup
	release := make(chan struct{})
	for range count {
		ready.Add(1)
		go func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			ready.Done()
			<-release
		}()
	}
	ready.Wait()
	close(release)
}

// Errno finds the kernel's error number in err; EIO for an error that has none.
func Errno(err error) syscall.Errno {
	if err == nil {
		return 0
	}
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno
	}
	return unix.EIO
}

// sayHello tells the loader which version of the frames this process speaks.
func (r *reactor) sayHello() error {
	binary.LittleEndian.PutUint32(r.message.Bytes[:], wire.Version)
	return r.message.Send(r.root.channel, wire.HelloSize)
}

// serve runs turns until the last control channel is closed. A panic must not end the user's process, nor the service: the
// primaries are told and the next turn comes. Where that does not help the channels are closed, so that workers and clients
// see an end instead of silence.
func (r *reactor) serve() {
	defer r.close()
	debug.SetPanicOnFault(true)
	for !r.over() {
		err := safely(r.turn)
		if err == nil {
			continue
		}
		var bug panicked
		if !errors.As(err, &bug) {
			r.tell(wire.Failed, "epoll: "+err.Error())
			return
		}
		if !r.survive(bug.story) {
			r.tell(wire.Failed, bug.story)
			return
		}
	}
}

func (r *reactor) over() bool {
	_, open := r.primaries[r.root]
	return len(r.primaries) == 0 || r.endsWithRoot && !open
}
