package wire

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"gocluster/core/peek"
)

// MessageKind is the kind of a worker's message.
type MessageKind uint32

// The messages of a worker.
const (
	Ready  MessageKind = iota + 1 // hand me connections of this listener
	Gone                          // no more of this listener
	Refuse                        // give this connection to another; one descriptor
	Full                          // no more of this listener until I say Ready; I keep what I was lent
	Idle                          // the worker was wanted, and its page says idle
)

const messageSize = 2 * 4

// WorkerMessage is one decoded frame from a worker.
type WorkerMessage struct {
	Kind     MessageKind
	Listener uint32
	Header   []byte // PROXY header of a refused connection, as it was handed off; borrowed
}

// ParseWorkerMessage decodes a worker's frame; EBADMSG if it is not valid.
func ParseWorkerMessage(frame []byte, fds int) (WorkerMessage, error) {
	if len(frame) < messageSize {
		return WorkerMessage{}, unix.EBADMSG
	}
	m := WorkerMessage{
		Kind:     MessageKind(binary.LittleEndian.Uint32(frame)),
		Listener: binary.LittleEndian.Uint32(frame[4:]),
	}
	wanted := 0
	if m.Kind == Refuse {
		wanted = 1
	}
	if m.Kind == Refuse {
		m.Header = frame[messageSize:]
	} else if len(frame) > messageSize {
		return WorkerMessage{}, unix.EBADMSG
	}
	if m.Kind < Ready || m.Kind > Idle || fds != wanted || len(m.Header) > peek.HeaderMax {
		return WorkerMessage{}, unix.EBADMSG
	}
	return m, nil
}
