package peek

import "bytes"

// SignatureMax is how long the beginning of a header is by which it is known, in bytes, at the most.
const SignatureMax = 12

// Hash is a number that stands for a value, and is never 0: FNV-1a.
func Hash(value []byte) uint64 {
	const offset, prime = 0xcbf29ce484222325, 0x100000001b3
	hash := uint64(offset)
	for _, each := range value {
		hash = (hash ^ uint64(each)) * prime
	}
	return max(hash, 1)
}

// WorkerOf is the number of the worker that has made a session id, as gocluster/socket.io writes it at the id's end; 0 where it is
// not there.
func WorkerOf(id []byte) (number uint32) {
	const digitsMax = 9
	at := bytes.LastIndexByte(id, '.')
	digits := id[at+1:]
	if at < 0 || len(digits) == 0 || len(digits) > digitsMax || digits[0] == '0' {
		return 0
	}
	for _, digit := range digits {
		if digit < '0' || digit > '9' {
			return 0
		}
		number = 10*number + uint32(digit-'0')
	}
	return number
}

// IsRequest tells whether data begins with the first line of an HTTP/1 request.
func IsRequest(data []byte) bool {
	_, _, verdict := requestLine(data)
	return verdict == Found
}
