package wire

import (
	"encoding/binary"
	"syscall"
)

// NoticeKind tells what a notice is about.
type NoticeKind uint32

// The notices of the control channel.
const (
	Answer   NoticeKind = iota + 1 // to the request whose seq is the id
	Broken                         // the worker whose number is the id sent what no worker may send; its channel is closed
	Failed                         // the core has stopped; the address is the reason
	Panicked                       // the core has a bug and goes on; the address is the reason
)

// ReasonMax is how many bytes of a reason fit a notice.
const ReasonMax = 900

// Version is what a loader and a core must agree on: GOCLUSTER_ABI in capi/gocluster.h.
const Version = 1

// HelloSize is the size of the one frame on a root channel that comes from a core, in bytes.
const HelloSize = 4

const noticeSize = 6 * 4

// Notice is a frame from the core to the primary's JavaScript.
type Notice struct {
	Kind    NoticeKind
	ID      uint32
	Errno   syscall.Errno // 0 for success
	Family  uint32        // 4 or 6, 0 where there is no address
	Port    uint32
	Address string
}

// Append adds the notice's frame to frame.
func (n Notice) Append(frame []byte) []byte {
	word := binary.LittleEndian.AppendUint32
	frame = word(frame, uint32(noticeSize+len(n.Address)))
	frame = word(frame, uint32(n.Kind))
	frame = word(frame, n.ID)
	frame = word(frame, uint32(n.Errno))
	frame = word(frame, n.Family)
	frame = word(frame, n.Port)
	return append(frame, n.Address...)
}
