package testgo

import (
	"errors"
	"io"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	frameMax = 8192
	fdsMax   = 16
)

// channel is one end of a SOCK_SEQPACKET pair. It speaks to the kernel by itself, so that the tests do not share a mistake
// with the core.
type channel struct {
	fd   int // owned by file
	file *os.File
	raw  syscall.RawConn
}

// newChannel owns fd.
func newChannel(fd int) (*channel, error) {
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, err
	}
	file := os.NewFile(uintptr(fd), "channel")
	raw, err := file.SyscallConn()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &channel{fd: fd, file: file, raw: raw}, nil
}

func (c *channel) close() { _ = c.file.Close() }

// send borrows the descriptors. It waits for room until the deadline.
func (c *channel) send(frame []byte, fds ...int) error {
	_ = c.file.SetWriteDeadline(time.Now().Add(patience))
	var oob []byte
	if len(fds) > 0 {
		oob = unix.UnixRights(fds...)
	}
	var failure error
	err := c.raw.Write(func(fd uintptr) bool {
		_, failure = unix.SendmsgN(int(fd), frame, oob, nil, unix.MSG_NOSIGNAL|unix.MSG_DONTWAIT)
		return failure != unix.EAGAIN
	})
	return errors.Join(err, failure)
}

// receive waits for one message; the caller owns the descriptors. The end of the channel is io.EOF.
func (c *channel) receive(limit time.Duration) (frame []byte, fds []int, err error) {
	_ = c.file.SetReadDeadline(time.Now().Add(limit))
	frame = make([]byte, frameMax)
	oob := make([]byte, unix.CmsgSpace(fdsMax*4))
	var n, oobn int
	var failure error
	err = c.raw.Read(func(fd uintptr) bool {
		n, oobn, _, _, failure = unix.Recvmsg(int(fd), frame, oob, unix.MSG_DONTWAIT|unix.MSG_CMSG_CLOEXEC)
		return failure != unix.EAGAIN
	})
	if err = errors.Join(err, failure); err != nil {
		return nil, nil, err
	}
	headers, err := unix.ParseSocketControlMessage(oob[:oobn])
	if err != nil {
		return nil, nil, err
	}
	for _, header := range headers {
		if rights, err := unix.ParseUnixRights(&header); err == nil {
			fds = append(fds, rights...)
		}
	}
	if n == 0 {
		return nil, nil, io.EOF
	}
	return frame[:n], fds, nil
}

// waiting is how many messages' bytes wait to be received.
func (c *channel) waiting() int {
	bytes, err := unix.IoctlGetInt(c.fd, unix.SIOCINQ)
	if err != nil {
		return 0
	}
	return bytes
}
