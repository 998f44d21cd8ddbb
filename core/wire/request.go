package wire

import (
	"encoding/binary"

	"golang.org/x/sys/unix"
)

// Op is the operation that a request asks for.
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
	Suspend
	Resume
	Attach
	AttachReader
	Stats
	RestoreWorker
	Watch
	Place
)

// Unanswered is the Seq of a request that wants no answer. Requests are carried out in order, so the answer to a later one
// implies that this one was carried out.
const Unanswered = 0

const (
	numberSize  = 4
	requestSize = 4 * numberSize
)

// Request is one decoded frame of the control channel.
type Request struct {
	Op       Op
	Seq      uint32   // repeated in the answer
	Listener uint32   // chosen by the primary, never 0, below Lend
	Worker   uint32   // chosen by the primary; in a Listen, the backlog that the socket was to have
	Also     []uint32 // further listeners, for CloseListener and Leave
	Options  ListenOptions
}

// Listeners are all listeners that the request names.
func (r Request) Listeners() []uint32 { return append([]uint32{r.Listener}, r.Also...) }

// ParseRequest decodes a frame; EBADMSG if it is not valid.
func ParseRequest(frame []byte) (Request, error) {
	if len(frame) < requestSize {
		return Request{}, unix.EBADMSG
	}
	number := binary.LittleEndian.Uint32
	r := Request{
		Op:       Op(number(frame)),
		Seq:      number(frame[4:]),
		Listener: number(frame[8:]),
		Worker:   number(frame[12:]),
	}
	if r.Op < Listen || r.Op > Place || r.Listener >= Lend {
		return Request{}, unix.EBADMSG
	}
	ok := true
	switch rest := frame[requestSize:]; r.Op {
	case Listen:
		r.Options, ok = parseListenOptions(rest)
	case CloseListener, Leave:
		r.Also, ok = parseListeners(rest)
	}
	if !ok {
		return Request{}, unix.EBADMSG
	}
	return r, nil
}

func parseListeners(frame []byte) (listeners []uint32, ok bool) {
	for ; len(frame) > 0; frame = frame[numberSize:] {
		if len(frame) < numberSize {
			return nil, false
		}
		listener := binary.LittleEndian.Uint32(frame)
		if listener >= Lend {
			return nil, false
		}
		listeners = append(listeners, listener)
	}
	return listeners, true
}
