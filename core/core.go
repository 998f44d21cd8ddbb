package core

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"syscall"

	"golang.org/x/sys/unix"
)

// Start runs a core on the root channel, whose descriptor it owns from then on, and returns at once. The root channel
// takes Attach requests: each brings a control channel.
//
// Errors are syscall.Errno values.
func Start(root int) error {
	// The reactor is one goroutine. More processors would only mean threads that look for work.
	runtime.GOMAXPROCS(1)
	if err := unix.SetNonblock(root, true); err != nil {
		return err
	}
	r, err := newReactor()
	if err != nil {
		return err
	}
	if _, err := r.attach(root, true); err != nil {
		r.close()
		return err
	}
	go r.serve()
	return nil
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

// serve runs turns until the last control channel is closed. A panic must not end the user's process: every primary is
// told and its channels are closed, so that workers and clients see an end instead of silence.
func (r *reactor) serve() {
	defer r.close()
	defer func() {
		if reason := recover(); reason != nil {
			r.fail(fmt.Sprintf("%v\n%s", reason, debug.Stack()))
		}
	}()
	for len(r.primaries) > 0 {
		if err := r.turn(); err != nil {
			r.fail("epoll: " + err.Error())
			return
		}
	}
}
