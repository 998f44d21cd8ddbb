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

// Start runs a core on the root channel, on a thread with a descriptor table of its own, and returns once it is there. root is
// borrowed: the core's own is a duplicate, and the caller closes his. The root channel takes Attach requests: each brings a
// control channel. The core ends with its last channel, and, for a while, with a fault of its own: then another takes its place on
// the root channel, which knows nothing of the first.
//
// Errors are syscall.Errno values; EPERM and ENOSYS where no thread may have such a table.
func Start(root int) error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // for good: the thread ends with its goroutine, and its table with it
		if err := sys.UnshareTable(root); err != nil {
			started <- err
			return
		}
		r, err := makeReactor(root)
		started <- err
		if err == nil {
			// Who has started it returns first: he needs the one processor of this runtime, which the reactor keeps while it waits.
			runtime.Gosched()
			r.serveAgain(root)
		}
		_ = sys.CloseAllBut(nothing)
	}()
	return <-started
}

// nothing is no descriptor.
const nothing = -1

// serveAgain serves, and starts another reactor where one fails: all that had is let go, whatever state it was in.
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

// Run is Start for a process that is nothing but a core, and owns root: it says there that it is there, and returns when the
// other end of that channel is closed, because then the primary is no more, or after a fault of the core, with an error: the
// process is to end then, and the kernel closes all that it has.
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

// sayHello tells the loader which version of the frames this process speaks.
func (r *reactor) sayHello() error {
	return r.message.Send(r.root.channel, wire.PutHello(r.message.Bytes[:]))
}

// serve runs until the last control channel is closed. A fault, which is a bug of the core's, ends it: nobody knows in which state
// it has left what the reactor owns. The sessions are told. The descriptors stay open: the caller closes them all.
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
