// Package peek reads the first bytes of a connection: a header of the PROXY protocol, and the head of an HTTP request. It is given
// what has come so far, each time from the connection's first byte on, and knows nothing of sockets.
//
// Whoever sent the bytes is not trusted: any of them is answered with a Verdict, and none costs an allocation.
package peek

// Verdict is what can be said of the bytes that have come so far.
type Verdict uint8

// The verdicts. All but More are final: no further bytes change them.
const (
	More      Verdict = iota // further bytes decide
	Found                    // it is there
	Absent                   // these bytes are something else
	Malformed                // it is there, and wrong
)

// String is the word for the verdict in tests.
func (v Verdict) String() string {
	return [...]string{"more", "found", "absent", "malformed"}[v]
}
