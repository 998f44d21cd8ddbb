package sys

import (
	"encoding/binary"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Batch is a reusable buffer for messages that are sent in one system call. Each has one word, one descriptor and, optionally,
// further bytes. A Batch is used by one goroutine, and using it allocates nothing.
type Batch struct {
	words    [][wordSize]byte
	vectors  [][2]unix.Iovec // the word, and the further bytes
	controls []fdControl
	headers  []multiHeader
}

const wordSize = 4

// fdControl is a control message with one descriptor, padded to the size that CMSG_SPACE gives.
type fdControl struct {
	head unix.Cmsghdr
	fd   int32
	_    [4]byte
}

// multiHeader is the kernel's struct mmsghdr.
type multiHeader struct {
	header unix.Msghdr
	_      uint32 // how much of it was sent: always all, because a message is a frame
}

// NewBatch makes a buffer for size messages.
func NewBatch(size int) *Batch {
	b := &Batch{
		words:    make([][wordSize]byte, size),
		vectors:  make([][2]unix.Iovec, size),
		controls: make([]fdControl, size),
		headers:  make([]multiHeader, size),
	}
	for i := range b.headers {
		vector, control, header := &b.vectors[i][0], &b.controls[i], &b.headers[i].header
		vector.Base = &b.words[i][0]
		vector.SetLen(wordSize)
		control.head.Level = unix.SOL_SOCKET
		control.head.Type = unix.SCM_RIGHTS
		control.head.SetLen(headerSize + fdSize)
		header.Iov = vector
		header.SetIovlen(1)
		header.Control = (*byte)(unsafe.Pointer(control))
		header.SetControllen(int(unsafe.Sizeof(*control)))
	}
	return b
}

// Set fills in message i: a word, sent as little-endian, and a descriptor, which the caller continues to own.
func (b *Batch) Set(i int, word uint32, fd int) {
	binary.LittleEndian.PutUint32(b.words[i][:], word)
	b.controls[i].fd = int32(fd)
	b.headers[i].header.SetIovlen(1)
}

// SetRest appends further bytes to message i after Set. They are borrowed until the message is sent.
func (b *Batch) SetRest(i int, rest []byte) {
	if len(rest) == 0 {
		return
	}
	b.vectors[i][1].Base = &rest[0]
	b.vectors[i][1].SetLen(len(rest))
	b.headers[i].header.SetIovlen(2)
}

// Send sends the first count messages, in order, and returns how many were sent. After an error that is fewer.
func (b *Batch) Send(channel, count int) (sent int, err error) {
	for sent < count {
		n, _, errno := syscall.RawSyscall6(unix.SYS_SENDMMSG, uintptr(channel),
			uintptr(unsafe.Pointer(&b.headers[sent])), uintptr(count-sent), noSignal, 0, 0)
		switch errno {
		case 0:
			sent += int(n)
		case unix.EINTR:
		default:
			return sent, errno
		}
	}
	return sent, nil
}
