package peek

import (
	"encoding/binary"
	"hash/crc32"
)

// A version 2 header has, after its signature: version and command, family and protocol, and the length of what follows.
const (
	blockSize    = 4
	version2     = 0x20
	commandLocal = 0
	commandProxy = 1
	stream       = 1 // the protocols
	datagram     = 2
	portSize     = 2
	unixPathSize = 108
)

// A field after the addresses has a type, the length of its value, and the value. Only the checksum is looked at.
const (
	fieldSize    = 3
	typeChecksum = 3
	checksumSize = 4
)

// read2 reads a header of version 2. The first four bytes after the signature are checked as they arrive.
func (h *Header) read2(data []byte) Verdict {
	verdict := h.readBlock(data[len(signature2):])
	if verdict == Found && !checksumHolds(data[:h.Size], h.fields(data[:h.Size])) {
		return Malformed
	}
	return verdict
}

// readBlock reads what follows the signature.
func (h *Header) readBlock(block []byte) Verdict {
	*h = Header{Version: 2}
	if len(block) > 0 && block[0] != version2|commandLocal && block[0] != version2|commandProxy {
		return Malformed
	}
	h.Local = len(block) > 0 && block[0]&0xf == commandLocal
	if len(block) > 1 && !h.Local && (Family(block[1]>>4) > Unix || block[1]&0xf > datagram) {
		return Malformed
	}
	if len(block) < blockSize {
		return More
	}
	length := int(binary.BigEndian.Uint16(block[2:]))
	h.Size = len(signature2) + blockSize + length
	h.Family = Family(block[1] >> 4)
	addresses := h.Family.addressesSize()
	if h.Size > HeaderMax || length < addresses && !h.Local {
		return Malformed
	}
	if len(block) < blockSize+length {
		return More
	}
	h.block = block[:blockSize+length]
	if !h.Local && !areFields(h.block[blockSize+addresses:]) {
		return Malformed
	}
	if h.Local || block[1]&0xf != stream {
		h.Family = Unspecified // a datagram's ends are not this connection's
	}
	if size := h.Family.addressSize(); size > 0 {
		h.Source.set(block[blockSize:], size, 2*size)
		h.Destination.set(block[blockSize+size:], size, size+portSize)
	}
	return Found
}

// set reads an address of size bytes, and its port, which is so many bytes after the beginning of the address.
func (e *Endpoint) set(from []byte, size, port int) {
	*e = Endpoint{}
	if size == 4 {
		e.IP[10], e.IP[11] = 0xff, 0xff
	}
	copy(e.IP[16-size:], from[:size])
	e.Port = binary.BigEndian.Uint16(from[port:])
}

// addressSize is the size of an IP address in bytes; 0 for other families.
func (f Family) addressSize() int {
	switch f {
	case IPv4:
		return 4
	case IPv6:
		return 16
	}
	return 0
}

// addressesSize is the size of both addresses with their ports, in bytes.
func (f Family) addressesSize() int {
	switch f {
	case IPv4, IPv6:
		return 2*f.addressSize() + 2*portSize
	case Unix:
		return 2 * unixPathSize
	}
	return 0
}

// fields returns what follows the addresses of a header. A Local header may have anything there: nil if that is not fields.
func (h *Header) fields(data []byte) []byte {
	block := data[len(signature2):]
	fields := block[min(len(block), blockSize+Family(block[1]>>4).addressesSize()):]
	if !areFields(fields) {
		return nil
	}
	return fields
}

// areFields tells whether data consists of complete fields.
func areFields(data []byte) bool {
	for len(data) > 0 {
		if len(data) < fieldSize || len(data) < fieldSize+valueSize(data) {
			return false
		}
		data = data[fieldSize+valueSize(data):]
	}
	return true
}

func valueSize(field []byte) int { return int(binary.BigEndian.Uint16(field[1:])) }

// checksumHolds tells whether the header's checksum is right, or there is none. The checksum is a CRC-32C of the header with
// zeros in place of the checksum.
func checksumHolds(header, fields []byte) bool {
	for ; len(fields) > 0; fields = fields[fieldSize+valueSize(fields):] {
		if fields[0] != typeChecksum {
			continue
		}
		if valueSize(fields) != checksumSize {
			return false
		}
		at := len(header) - len(fields) + fieldSize
		table := crc32.MakeTable(crc32.Castagnoli)
		sum := ^crc32.Update(0, table, header[:at])
		for range checksumSize {
			sum = table[byte(sum)] ^ sum>>8
		}
		sum = crc32.Update(^sum, table, header[at+checksumSize:])
		if sum != binary.BigEndian.Uint32(header[at:]) {
			return false
		}
	}
	return true
}
