package sys

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// MaxFDs is the maximum number of descriptors in one message. The kernel's own limit is 253 (SCM_MAX_FD).
const MaxFDs = 16

// MaxBytes is the maximum number of payload bytes in one message.
const MaxBytes = 8192

const (
	fdSize     = 4
	headerSize = unix.SizeofCmsghdr
	// scmMaxFDs is the kernel's limit. With space for so many the kernel never has to close a descriptor that does not fit, which
	// could block. The 256 bytes are for further control messages, which a worker can switch on (SO_PASSCRED and the like), because
	// the socket is shared with it.
	scmMaxFDs    = 253
	controlSize  = headerSize + (scmMaxFDs*fdSize+7)&^7 + 256
	scmPidfd     = 4
	noSignal     = unix.MSG_NOSIGNAL | unix.MSG_DONTWAIT
	receiveFlags = unix.MSG_DONTWAIT | unix.MSG_CMSG_CLOEXEC
)

// Message is a reusable buffer for one SOCK_SEQPACKET message. It is used by one goroutine, and sending and receiving
// allocate nothing.
type Message struct {
	Bytes   [MaxBytes]byte
	FDs     [MaxFDs]int32
	control [controlSize]byte
	vector  unix.Iovec
	header  unix.Msghdr
}

// Send sends the first bytes of Bytes as one message without descriptors. Batch sends messages with descriptors.
func (m *Message) Send(channel, bytes int) error {
	m.prepare(bytes)
	for {
		_, _, errno := syscall.RawSyscall(syscall.SYS_SENDMSG, uintptr(channel),
			uintptr(unsafe.Pointer(&m.header)), noSignal)
		switch errno {
		case 0:
			return nil
		case unix.EINTR:
		default:
			return errno
		}
	}
}

// Receive reads one message into Bytes and FDs; the caller owns the descriptors. It returns zero bytes if the other side has
// closed, and EAGAIN if no message is there. It returns EMFILE if this process has no place for the message's descriptors, and
// EBADMSG if the message does not fit: in both cases it closes all descriptors of the message, and returns the bytes that are
// there.
func (m *Message) Receive(channel int) (bytes, fds int, err error) {
	m.prepare(MaxBytes)
	m.header.Control = &m.control[0]
	m.header.SetControllen(controlSize)
	for {
		n, _, errno := syscall.RawSyscall(syscall.SYS_RECVMSG, uintptr(channel),
			uintptr(unsafe.Pointer(&m.header)), receiveFlags)
		if errno == unix.EINTR {
			continue
		}
		if errno != 0 {
			return 0, 0, errno
		}
		bytes = int(n)
		break
	}
	fds, extra := m.collect()
	switch {
	case extra, m.header.Flags&unix.MSG_TRUNC != 0, bytes == 0 && fds > 0:
		err = unix.EBADMSG
	case m.header.Flags&unix.MSG_CTRUNC != 0:
		err = unix.EMFILE
	default:
		return bytes, fds, nil
	}
	for _, fd := range m.FDs[:fds] {
		Discard(int(fd))
	}
	return bytes, 0, err
}

// IsTransient tells whether the same call may succeed later: the channel is full or empty, or the kernel is out of memory or has
// too many descriptors in flight.
func IsTransient(err error) bool {
	switch err {
	case unix.EAGAIN, unix.ENOBUFS, unix.ENOMEM, unix.ETOOMANYREFS:
		return true
	}
	return false
}

func (m *Message) prepare(bytes int) {
	m.vector.Base = &m.Bytes[0]
	m.vector.SetLen(bytes)
	m.header = unix.Msghdr{Iov: &m.vector}
	m.header.SetIovlen(1)
}

// collect copies the received descriptors out of the control buffer. It closes those that are too many, and pidfds that came with
// them.
func (m *Message) collect() (count int, extra bool) {
	for at := 0; at+headerSize <= int(m.header.Controllen); {
		head := (*unix.Cmsghdr)(unsafe.Pointer(&m.control[at]))
		size := int(head.Len)
		if size < headerSize || at+size > int(m.header.Controllen) {
			break
		}
		for i := at + headerSize; i+fdSize <= at+size && head.Level == unix.SOL_SOCKET; i += fdSize {
			fd := *(*int32)(unsafe.Pointer(&m.control[i]))
			switch {
			case head.Type == unix.SCM_RIGHTS && count < MaxFDs:
				m.FDs[count] = fd
				count++
			case head.Type == unix.SCM_RIGHTS, head.Type == scmPidfd:
				extra = true
				Discard(int(fd))
			}
		}
		at += (size + 7) &^ 7
	}
	return count, extra
}
