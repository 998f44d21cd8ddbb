package wire

import (
	"encoding/binary"
	"syscall"
)

// NoticeKind tells what a notice is about.
type NoticeKind uint32

// The notices of the control channel.
const (
	Answer    NoticeKind = iota + 1 // the result of the request whose seq is the id
	Broken                          // the core has closed the channel of the worker of that id; errno is the reason
	Failed                          // the core has stopped; the text is the reason, the id how many connections it held
	Counted                         // a part of the answer to Stats; the id is the request's seq, and the text is a Record
	Stalled                         // the worker of that id has read nothing for too long (this and the rest: only if watched)
	Recovered                       // that worker has read what it had
	Saturated                       // connections of the listener of that id have waited for too long: no worker has time
	Resumed                         // none waits any more
)

// ReasonMax is how many bytes of a reason fit a notice.
const ReasonMax = 900

// Version is what a loader and a core must agree on: GOCLUSTER_ABI in capi/gocluster.h.
const Version = 3

const (
	helloSize  = 4
	noticeSize = 4 * 4
)

// Notice is a frame from the core to the primary's JavaScript.
type Notice struct {
	Kind  NoticeKind
	ID    uint32
	Errno syscall.Errno // 0 for success
	Text  string
}

// PutHello writes the only frame that a core sends on a root channel, and returns its size.
func PutHello(frame []byte) int {
	binary.LittleEndian.PutUint32(frame, Version)
	return helloSize
}

// Append adds the notice's frame to frame.
func (n Notice) Append(frame []byte) []byte {
	number := binary.LittleEndian.AppendUint32
	frame = number(frame, uint32(noticeSize+len(n.Text)))
	frame = number(frame, uint32(n.Kind))
	frame = number(frame, n.ID)
	frame = number(frame, uint32(n.Errno))
	return append(frame, n.Text...)
}
