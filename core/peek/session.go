package peek

import "bytes"

// SignatureMax is the size of the longest signature of a PROXY header, in bytes.
const SignatureMax = 12

// Hash is the FNV-1a hash of a value, but never 0.
func Hash(value []byte) uint64 {
	const offset, prime = 0xcbf29ce484222325, 0x100000001b3
	hash := uint64(offset)
	for _, each := range value {
		hash = (hash ^ uint64(each)) * prime
	}
	return max(hash, 1)
}

// WorkerOf is the number of the worker that made a session id, which gocluster/socket.io writes at the end of the id; 0 if there
// is none.
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
	_, _, verdict := requestLine(skipLines(data))
	return verdict == Found
}
