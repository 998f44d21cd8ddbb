package peek

import (
	"bytes"
	"net/netip"
	"unsafe"
)

// header1Max is the maximum size of a version 1 header, in bytes, including the end of its line.
const header1Max = 107

// read1 reads a header of version 1, a line:
//
//	PROXY TCP4 source destination port port
//	PROXY TCP6 source destination port port
//	PROXY UNKNOWN whatever
func (h *Header) read1(data []byte) Verdict {
	end := bytes.IndexByte(data[:min(len(data), header1Max)], '\n')
	switch {
	case end < 0 && len(data) < header1Max:
		return More
	case end < 0 || data[end-1] != '\r':
		return Malformed
	}
	*h = Header{Version: 1, Size: end + 1}
	rest := data[len(signature1) : end-1]
	protocol := nextWord(&rest)
	switch string(protocol) {
	case "UNKNOWN":
		return Found
	case "TCP4":
		h.Family = IPv4
	case "TCP6":
		h.Family = IPv6
	default:
		return Malformed
	}
	addresses := h.Source.readIP(nextWord(&rest), h.Family) && h.Destination.readIP(nextWord(&rest), h.Family)
	ports := h.Source.readPort(nextWord(&rest)) && h.Destination.readPort(rest)
	if !addresses || !ports {
		return Malformed
	}
	return Found
}

// nextWord cuts off what comes before the first space, and the space.
func nextWord(rest *[]byte) []byte {
	word, after, _ := bytes.Cut(*rest, []byte{' '})
	*rest = after
	return word
}

func (e *Endpoint) readIP(text []byte, family Family) bool {
	if len(text) == 0 || bytes.IndexByte(text, '%') >= 0 {
		return false // a zone means something on the proxy only
	}
	// This makes no copy. Only an error would keep the string, and the error is dropped.
	address, err := netip.ParseAddr(unsafe.String(&text[0], len(text)))
	if err != nil || address.Is4() != (family == IPv4) {
		return false
	}
	e.IP = address.As16()
	return true
}

func (e *Endpoint) readPort(text []byte) bool {
	const digitsMax = 5
	if len(text) == 0 || len(text) > digitsMax || text[0] == '0' && len(text) > 1 {
		return false
	}
	port := 0
	for _, digit := range text {
		if digit < '0' || digit > '9' {
			return false
		}
		port = 10*port + int(digit-'0')
	}
	e.Port = uint16(port)
	return port <= 0xffff
}
