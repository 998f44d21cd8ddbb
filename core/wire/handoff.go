package wire

import "encoding/binary"

// HandOffSize is the size of a hand-off on a worker channel, in bytes.
const HandOffSize = 4

// Lend marks a hand-off whose descriptor is the listener's socket, not a connection.
const Lend = 1 << 31

const (
	// Probe takes the place of the listener's number in a message without a connection.
	Probe = 0
	// Page marks the message with the worker's page: Lend, with no listener.
	Page = Lend | Probe
)

// Lent is the number in the message with a listener's socket.
func Lent(listener uint32) uint32 { return listener | Lend }

// ParseHandOff tells which listener a hand-off that was read back belongs to, and whether its descriptor is that listener's
// socket. It returns Probe for a frame that is too short.
func ParseHandOff(frame []byte) (listener uint32, isLent bool) {
	if len(frame) < HandOffSize {
		return Probe, false
	}
	number := binary.LittleEndian.Uint32(frame)
	return number &^ Lend, number >= Lend
}

// PutProbe writes a probe, and returns its size.
func PutProbe(frame []byte) int {
	binary.LittleEndian.PutUint32(frame, Probe)
	return HandOffSize
}
