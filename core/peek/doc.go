// Package peek parses the first bytes of a connection: a header of the PROXY protocol, and the head of an HTTP request. It is
// given what has arrived so far, always from the connection's first byte on, and knows nothing of sockets.
//
// The sender of the bytes is not trusted: any input yields a Verdict, and none causes an allocation.
package peek

// Verdict is what can be said of the bytes that have arrived so far.
type Verdict uint8

// The verdicts. All but More are final: no further bytes change them.
const (
	More      Verdict = iota // further bytes will decide
	Found                    // it is there, and complete
	Absent                   // these bytes are something else
	Malformed                // it is there, and invalid
)

// String is the word for the verdict in tests.
func (v Verdict) String() string {
	return [...]string{"more", "found", "absent", "malformed"}[v]
}
