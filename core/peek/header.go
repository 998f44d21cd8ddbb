package peek

import (
	"bytes"
	"encoding/binary"
)

// HeaderMax is how long a header of the PROXY protocol may be, in bytes. The protocol allows 65,551; a header that a proxy sends has
// some hundred, and it is to fit into one segment.
const HeaderMax = 4096

// Family is what kind of addresses a header has. The numbers are the protocol's.
type Family uint8

// The families. Unspecified: the header names no addresses that could be used.
const (
	Unspecified Family = iota
	IPv4
	IPv6
	Unix
)

// Endpoint is an address and a port.
type Endpoint struct {
	IP   [16]byte // an IPv4 address as IPv6 maps it
	Port uint16
}

// Header is a header of the PROXY protocol. The zero value is none.
type Header struct {
	Version     uint8 // 1 or 2
	Size        int   // in bytes, of the whole header
	Local       bool  // the proxy speaks for itself
	Family      Family
	Source      Endpoint // of IPv4 and IPv6
	Destination Endpoint
	block       []byte // of version 2, what follows the signature; borrowed from what was read
}

var (
	signature1 = []byte("PROXY ")
	signature2 = []byte("\r\n\r\n\x00\r\nQUIT\n")
)

// Read reads a header at the beginning of data. Only after Found the Header is valid, and as long as data is not overwritten.
//
// Data that begins like a header and is none is Malformed from the first byte on that no header has in that place, and Absent where the
// signature is not complete by then.
func (h *Header) Read(data []byte) Verdict {
	if verdict := begins(data, signature2); verdict != Absent {
		if verdict == Found {
			verdict = h.read2(data)
		}
		return verdict
	}
	verdict := begins(data, signature1)
	if verdict == Found {
		verdict = h.read1(data)
	}
	return verdict
}

// BeginsHeader tells whether data has the whole signature of a header.
func BeginsHeader(data []byte) bool {
	return begins(data, signature1) == Found || begins(data, signature2) == Found
}

func begins(data, signature []byte) Verdict {
	size := min(len(data), len(signature))
	switch {
	case !bytes.Equal(data[:size], signature[:size]):
		return Absent
	case size < len(signature):
		return More
	}
	return Found
}

// Names tells whether the header has the addresses of the connection's ends, to be used instead of the socket's own.
func (h *Header) Names() bool { return !h.Local && h.Family != Unspecified }

// Append adds to frame what a worker is told of the header: its version, and then what follows the signature in version 2, which
// has a place for all that version 1 says.
func (h *Header) Append(frame []byte) []byte {
	frame = append(frame, h.Version)
	if h.Version == 2 {
		return append(frame, h.block...)
	}
	frame = append(frame, version2|commandProxy, byte(h.Family)<<4)
	if h.Family == Unspecified {
		return append(frame, 0, 0)
	}
	frame[len(frame)-1] |= stream
	size := h.Family.addressSize()
	frame = binary.BigEndian.AppendUint16(frame, uint16(2*size+2*portSize))
	frame = append(frame, h.Source.IP[16-size:]...)
	frame = append(frame, h.Destination.IP[16-size:]...)
	frame = binary.BigEndian.AppendUint16(frame, h.Source.Port)
	return binary.BigEndian.AppendUint16(frame, h.Destination.Port)
}

// ReadAppended reads what Append has written. It tells whether that is what this is.
func (h *Header) ReadAppended(frame []byte) bool {
	if len(frame) < 1 || len(frame) > HeaderMax || frame[0] != 1 && frame[0] != 2 {
		return false
	}
	if h.readBlock(frame[1:]) != Found || h.Size != len(signature2)+len(frame)-1 {
		return false
	}
	h.Version = frame[0]
	return true
}
