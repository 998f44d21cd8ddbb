package peek

import (
	"bytes"
	"encoding/binary"
)

// HeaderMax is the maximum size of a PROXY header, in bytes. The protocol allows 65,551; a header that a proxy sends has a few
// hundred, because it should fit into one segment.
const HeaderMax = 4096

// Family is the kind of a header's addresses. The numbers are the protocol's.
type Family uint8

// The families. Unspecified means that the header has no addresses that can be used.
const (
	Unspecified Family = iota
	IPv4
	IPv6
	Unix
)

// Endpoint is an address and a port.
type Endpoint struct {
	IP   [16]byte // an IPv4 address in its IPv6-mapped form
	Port uint16
}

// Header is a header of the PROXY protocol. The zero value is no header.
type Header struct {
	Version     uint8 // 1 or 2
	Size        int   // in bytes, of the whole header
	Local       bool  // the proxy has connected on its own behalf
	Family      Family
	Source      Endpoint // if Family is IPv4 or IPv6
	Destination Endpoint
	block       []byte // of version 2, what follows the signature; borrowed from what was read
}

var (
	signature1 = []byte("PROXY ")
	signature2 = []byte("\r\n\r\n\x00\r\nQUIT\n")
)

// Read reads a header at the beginning of data. The Header is valid only after Found, and only until data is overwritten.
//
// Data that begins like a header and is none is Absent if the difference is within the signature, and Malformed if it comes
// later. Version 1 is checked when its line is complete or too long, version 2 in part while it arrives.
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

// BeginsHeader tells whether data begins with the whole signature of a header.
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

// Names tells whether the header has addresses of the connection's ends that replace those of the socket.
func (h *Header) Names() bool { return !h.Local && h.Family != Unspecified }

// Append appends to frame what a worker gets of the header: its version, and then what follows the signature in version 2. That
// form can express everything that version 1 says.
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

// ReadAppended reads what Append has written. It returns false for anything else.
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
