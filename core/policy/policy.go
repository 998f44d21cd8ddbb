// Package policy decides which worker gets the next connection. Which workers may get one now is up to the caller: a policy asks
// it for the State of a worker, and knows nothing else of workers, sockets or channels.
//
// Each policy has a file. A policy belongs to one listener, and all workers in it serve that listener.
package policy

import "time"

// Connection is what a policy may know of a connection.
type Connection struct {
	IP   [16]byte // of the client; an IPv4 address in its IPv6-mapped form, and zero for a Unix socket
	Port uint16

	Key     uint64 // hash of the value in the first request that the policy goes by; 0 if there is none
	Session uint32 // number of the worker that made the session of the first request; 0 if there is none
	Fresh   bool   // it may begin a session, with any worker

	Waited time.Duration // time that it has waited for a worker
}

// State is whether a worker may get a connection now.
type State uint8

// The states of a worker. Only an idle worker is eligible.
const (
	Gone      State = iota // its channel is closed
	Suspended              // messages to it wait in the primary, and a connection must not overtake them
	Busy                   // has a connection, and does not wait for the next one yet
	Idle                   // waits for a connection
)

// Eligible tells whether a worker may get a connection now.
func (s State) Eligible() bool { return s == Idle }

// String is the word for the state in logs and tests.
func (s State) String() string {
	return [...]string{"gone", "suspended", "busy", "idle"}[s]
}

// Policy decides which of the workers that serve a listener is next. W stands for a worker.
//
// It is asked once per connection, so it allocates nothing.
type Policy[W comparable] interface {
	// Add appends a worker, which must not be there yet.
	Add(w W)
	// Remove takes a worker out, if it is there.
	Remove(w W)
	// Pick chooses an eligible worker for a connection. It finds none if no worker that the policy would choose is eligible: then
	// the connection waits.
	Pick(c Connection, state func(W) State) (w W, found bool)
	// MayMove tells whether a connection that a live worker has not read yet may go to another worker.
	MayMove(c Connection) bool
	// Home is the worker that a connection waits for while no worker may get it. Workers with a place for one more connection are
	// preferred. If none is found, the connection waits for any worker.
	Home(c Connection, hasPlace func(W) bool) (w W, found bool)
}
