package wire

import "encoding/binary"

// HandOffSize is the size of a hand-off on a worker channel, in bytes.
const HandOffSize = 4

// Lend marks a hand-off: its descriptor is the listener's socket, and no connection.
const Lend = 1 << 31

const (
	// Probe replaces the listener's number in a message without a connection.
	Probe = 0
	// Page is what the worker's page comes with: as if it were lent, of no listener.
	Page = Lend | Probe
)

// Lent is the number that a listener's socket goes out with.
func Lent(listener uint32) uint32 { return listener | Lend }

// ParseHandOff tells which listener a hand-off is of that was read back, and whether it is that listener's socket. Of a frame that
// is none it is Probe.
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
