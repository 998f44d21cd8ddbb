package wire

import (
	"encoding/binary"

	"golang.org/x/sys/unix"
)

// WordSize is the size of a hand-off on a worker channel, in bytes.
const WordSize = 4

// WantRoom marks a word: the worker says Room once it has read it.
const WantRoom = 1 << 31

// Probe is the word that stands for no connection.
const Probe = 0

// PrefetchMax is the largest Prefetch, and what holds for a worker that has said none.
const PrefetchMax = 8

// Say is what a worker says.
type Say uint32

// What a worker may say on its channel.
const (
	Ready    Say = iota + 1 // hand me connections of this listener
	Gone                    // no more of this listener
	Refuse                  // give this connection to another; one descriptor
	Room                    // I have read what you marked with WantRoom
	Prefetch                // leave this many connections unread with me at the most
)

const sayingSize = 2 * 4

// Saying is one decoded frame from a worker.
type Saying struct {
	Say      Say
	Listener uint32
	Count    int // Prefetch only, 1 to PrefetchMax
}

// ParseSaying decodes a worker's frame; EBADMSG where it is none.
func ParseSaying(frame []byte, fds int) (Saying, error) {
	if len(frame) != sayingSize {
		return Saying{}, unix.EBADMSG
	}
	s := Saying{
		Say:      Say(binary.LittleEndian.Uint32(frame)),
		Listener: binary.LittleEndian.Uint32(frame[4:]),
	}
	wanted := 0
	if s.Say == Refuse {
		wanted = 1
	}
	if s.Say < Ready || s.Say > Prefetch || fds != wanted {
		return Saying{}, unix.EBADMSG
	}
	if s.Say == Prefetch {
		if s.Listener < 1 || s.Listener > PrefetchMax {
			return Saying{}, unix.EBADMSG
		}
		s.Listener, s.Count = 0, int(s.Listener)
	}
	return s, nil
}
