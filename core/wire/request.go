package wire

import (
	"encoding/binary"

	"golang.org/x/sys/unix"
)

// Op is what a request asks for.
type Op uint32

// The requests of the control channel.
const (
	Listen Op = iota + 1
	CloseListener
	AddWorker
	RemoveWorker
	DrainWorker
	Join
	Leave
	Attach
)

// Kind tells what a Listen request binds.
type Kind uint32

// The kinds of listener.
const (
	KindTCP  Kind = iota + 1 // an address and a port; no address means every one, IPv6 first
	KindUnix                 // a path, or an abstract name that begins with a zero byte
	KindFD                   // a descriptor of the primary, TCP or Unix
)

// The flags of a Listen request.
const (
	FlagIPv6Only = 1 << iota // its value is the socket option's
	FlagReadableAll
	FlagWritableAll
	FlagExactMode // of a Unix socket: just what is asked for, not added to what the umask leaves
)

const (
	requestSize = 4 * 4
	listenSize  = requestSize + 4*4
)

// Request is one decoded frame of the control channel.
type Request struct {
	Op       Op
	Seq      uint32 // repeated in the answer
	Listener uint32 // chosen by the primary, never 0, below WantRoom
	Worker   uint32 // chosen by the primary
	Bind     Bind   // for Listen
}

// Bind is what a Listen request binds, and how.
type Bind struct {
	Kind    Kind
	Backlog int
	Flags   uint32
	Port    int
	Address string // an IP address, with %zone where it has one; a path; or empty
}

// ParseRequest decodes a frame; EBADMSG where it is none.
func ParseRequest(frame []byte) (Request, error) {
	if len(frame) < requestSize {
		return Request{}, unix.EBADMSG
	}
	word := binary.LittleEndian.Uint32
	r := Request{
		Op:       Op(word(frame)),
		Seq:      word(frame[4:]),
		Listener: word(frame[8:]),
		Worker:   word(frame[12:]),
	}
	if r.Op < Listen || r.Op > Attach || r.Listener >= WantRoom {
		return Request{}, unix.EBADMSG
	}
	if r.Op == Listen {
		if len(frame) < listenSize {
			return Request{}, unix.EBADMSG
		}
		r.Bind = Bind{
			Kind:    Kind(word(frame[16:])),
			Backlog: int(int32(word(frame[20:]))),
			Flags:   word(frame[24:]),
			Port:    int(word(frame[28:])),
			Address: string(frame[listenSize:]),
		}
	}
	return r, nil
}
