// Command floor shows the least cost of a hand-off: `floor self` and `floor handoff` serve bare TCP from one worker process, without
// Node and without the core. With self, the worker accepts; with handoff, the parent accepts and sends each descriptor to the worker, so
// that one more process is woken for each connection. It prints its port and the two process ids, and ends at the end of its standard
// input.
//
// bench/floor.js measures both with bench/load and one client. Their difference is the part of the difference between SCHED_NONE and a
// hand-off that no implementation can avoid.
package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	greeting = "hello world\n"
	backlog  = 511
	inherits = 3 // the worker's first descriptor: where it accepts, or receives
)

func main() {
	runtime.LockOSThread()
	if len(os.Args) == 3 && os.Args[2] == "worker" {
		exit(work(os.Args[1]))
	}
	if len(os.Args) != 2 || os.Args[1] != "self" && os.Args[1] != "handoff" {
		fmt.Fprintln(os.Stderr, "usage: floor self|handoff")
		os.Exit(2)
	}
	exit(serve(os.Args[1]))
}

func serve(mode string) error {
	listener, port, err := listen()
	if err != nil {
		return err
	}
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("socketpair: %w", err)
	}
	lent := pair[1]
	if mode == "self" {
		lent = listener
	}
	worker := exec.Command(os.Args[0], mode, "worker")
	worker.ExtraFiles = []*os.File{os.NewFile(uintptr(lent), "lent")}
	worker.Stderr = os.Stderr
	if err := worker.Start(); err != nil {
		return err
	}
	fmt.Printf("{\"port\":%d,\"primary\":%d,\"worker\":%d}\n", port, os.Getpid(), worker.Process.Pid)
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = worker.Process.Kill()
		os.Exit(0)
	}()
	if mode == "self" {
		return worker.Wait()
	}
	return eachAccepted(listener, func(fd int) error {
		return unix.Sendmsg(pair[0], []byte{0, 0, 0, 0}, unix.UnixRights(fd), nil, 0)
	})
}

func work(mode string) error {
	if mode == "self" {
		return eachAccepted(inherits, answer)
	}
	data, control := make([]byte, 4), make([]byte, unix.CmsgSpace(4))
	return each(inherits, func() error {
		n, size, _, _, err := unix.Recvmsg(inherits, data, control, unix.MSG_CMSG_CLOEXEC)
		if err != nil || n == 0 {
			return io.EOF
		}
		messages, err := unix.ParseSocketControlMessage(control[:size])
		if err != nil {
			return err
		}
		fds, err := unix.ParseUnixRights(&messages[0])
		if err != nil {
			return err
		}
		defer unix.Close(fds[0])
		return answer(fds[0])
	})
}

func answer(fd int) error {
	_, err := unix.Write(fd, []byte(greeting))
	return err
}

// eachAccepted accepts connections, runs a function with each, and closes it.
func eachAccepted(listener int, handle func(fd int) error) error {
	return each(listener, func() error {
		fd, _, err := unix.Accept4(listener, unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK)
		if err == unix.EAGAIN {
			return nil
		}
		if err != nil {
			return fmt.Errorf("accept: %w", err)
		}
		defer unix.Close(fd)
		return handle(fd)
	})
}

// each runs a function whenever a descriptor is readable, as an event loop would.
func each(fd int, run func() error) error {
	poll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return fmt.Errorf("epoll_create1: %w", err)
	}
	if err := unix.EpollCtl(poll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN}); err != nil {
		return fmt.Errorf("epoll_ctl: %w", err)
	}
	events := make([]unix.EpollEvent, 1)
	for {
		// A raw call, so that Go's scheduler is not notified: it would wake another thread.
		n, _, errno := unix.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(poll), uintptr(unsafe.Pointer(&events[0])), 1, ^uintptr(0), 0, 0)
		if errno != 0 && errno != unix.EINTR {
			return fmt.Errorf("epoll_pwait: %w", errno)
		}
		if errno == 0 && n == 1 {
			if err := run(); err != nil {
				return err
			}
		}
	}
}

func listen() (fd, port int, err error) {
	fd, err = unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return -1, 0, fmt.Errorf("socket: %w", err)
	}
	if err = unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		return -1, 0, fmt.Errorf("bind: %w", err)
	}
	if err = unix.Listen(fd, backlog); err != nil {
		return -1, 0, fmt.Errorf("listen: %w", err)
	}
	address, err := unix.Getsockname(fd)
	if err != nil {
		return -1, 0, fmt.Errorf("getsockname: %w", err)
	}
	return fd, address.(*unix.SockaddrInet4).Port, nil
}

func exit(err error) {
	if err != nil && err != io.EOF {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(1)
	}
	os.Exit(0)
}
