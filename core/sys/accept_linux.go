package sys

import (
	"encoding/binary"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Peer is the address of the other end of a connection. It is zero for a Unix socket.
type Peer struct {
	IP   [16]byte // an IPv4 address in its IPv6-mapped form, ::ffff:a.b.c.d
	Port uint16
}

// Accept takes one connection out of a listener's backlog; the caller owns it. EAGAIN means that none is there.
func Accept(listener int) (fd int, peer Peer, err error) {
	var name unix.RawSockaddrInet6 // the kernel truncates a longer name
	size := uint32(unsafe.Sizeof(name))
	result, _, errno := syscall.RawSyscall6(syscall.SYS_ACCEPT4, uintptr(listener),
		uintptr(unsafe.Pointer(&name)), uintptr(unsafe.Pointer(&size)), unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0, 0)
	if errno != 0 {
		return -1, peer, errno
	}
	return int(result), peerOf(&name), nil
}

// PeerOf is the address of the other end of a connection that was accepted earlier.
func PeerOf(fd int) Peer {
	var name unix.RawSockaddrInet6
	size := uint32(unsafe.Sizeof(name))
	_, _, _ = syscall.RawSyscall(syscall.SYS_GETPEERNAME, uintptr(fd),
		uintptr(unsafe.Pointer(&name)), uintptr(unsafe.Pointer(&size)))
	return peerOf(&name)
}

func peerOf(name *unix.RawSockaddrInet6) (peer Peer) {
	port := (*[2]byte)(unsafe.Pointer(&name.Port)) // big-endian, and in the same place in both families
	switch name.Family {
	case unix.AF_INET:
		peer.IP[10], peer.IP[11] = 0xff, 0xff
		copy(peer.IP[12:], (*unix.RawSockaddrInet4)(unsafe.Pointer(name)).Addr[:])
		peer.Port = binary.BigEndian.Uint16(port[:])
	case unix.AF_INET6:
		peer.IP = name.Addr
		peer.Port = binary.BigEndian.Uint16(port[:])
	}
	return peer
}

// AcceptQueue returns how many connections wait in a TCP listener's backlog, and how many may wait; zeros if the kernel does not
// tell. Unlike unix.GetsockoptTCPInfo it allocates nothing.
func AcceptQueue(listener int) (waiting, length int) {
	var info unix.TCPInfo
	size := uint32(unsafe.Sizeof(info))
	_, _, errno := syscall.RawSyscall6(syscall.SYS_GETSOCKOPT, uintptr(listener), unix.IPPROTO_TCP, unix.TCP_INFO,
		uintptr(unsafe.Pointer(&info)), uintptr(unsafe.Pointer(&size)), 0)
	if errno != 0 {
		return 0, 0
	}
	return int(info.Unacked), int(info.Sacked) // a listening socket's have this meaning
}
