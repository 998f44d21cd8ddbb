package core

import (
	"errors"
	"runtime"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"

	"gocluster/core/sys"
	"gocluster/core/wire"
)

// Start runs a core on the root channel, on a thread with a descriptor table of its own, and returns once the core runs. root is
// borrowed: the core uses a duplicate, and the caller closes root. Attach requests on the root channel bring control channels.
// The core ends when the last of its channels is closed. If it fails (a panic, which is a bug), another core takes its place on
// the root channel, without the listeners and workers of the first.
//
// Errors are syscall.Errno values: EPERM and ENOSYS mean that no thread may have a descriptor table of its own.
func Start(root int) error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // for good: the thread ends with its goroutine, and its descriptor table with it
		if err := sys.UnshareTable(root); err != nil {
			started <- err
			return
		}
		r, err := makeReactor(root)
		started <- err
		if err == nil {
			// Start has to return first: it needs the runtime's only processor, which the reactor keeps while it waits.
			runtime.Gosched()
			r.serveAgain(root)
		}
		_ = sys.CloseAllBut(nothing)
	}()
	return <-started
}

// nothing is no descriptor: CloseAllBut keeps none.
const nothing = -1

// serveAgain serves, and replaces a reactor that fails by a new one. Before that it closes everything that the failed one had
// open, because its state is unknown.
func (r *reactor) serveAgain(root int) {
	for r.serve() != nil {
		if sys.ClearTable(root) != nil {
			return
		}
		var err error
		if r, err = makeReactor(root); err != nil {
			return
		}
	}
}

// Run is Start for a process that is only a core, and it owns root. It sends its version on the root channel, and returns when
// the other end of that channel is closed, because then the primary is gone. After a failure it returns an error. The process
// must exit when Run returns; the kernel then closes its descriptors.
func Run(root int) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	r, err := makeReactor(root)
	if err != nil {
		sys.Close(root)
		return err
	}
	r.endsWithRoot = true
	if err := r.sayHello(); err != nil {
		r.close()
		return err
	}
	return r.serve()
}

func makeReactor(root int) (*reactor, error) {
	if err := unix.SetNonblock(root, true); err != nil {
		return nil, err
	}
	r, err := newReactor()
	if err != nil {
		return nil, err
	}
	if r.root, err = r.attach(root); err != nil {
		r.close()
		return nil, err
	}
	r.root.root = true
	return r, nil
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

// sayHello sends the loader the version of the frames that this process speaks.
func (r *reactor) sayHello() error {
	return r.message.Send(r.root.channel, wire.PutHello(r.message.Bytes[:]))
}

// serve runs until the last control channel is closed. A failure (a panic, which is a bug in the core) ends it, because the state
// that the reactor owns is unknown then. The sessions are notified. The descriptors stay open: the caller closes them all.
func (r *reactor) serve() error {
	for !r.over() {
		if err := safely(r.iterate); err != nil {
			r.report(err)
			return err
		}
	}
	r.close()
	return nil
}

func (r *reactor) over() bool {
	return len(r.sessions) == 0 || r.endsWithRoot && !slices.Contains(r.sessions, r.root)
}
