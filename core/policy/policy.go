// Package policy decides who gets the next connection. The caller decides who may get one now: a policy asks it for the
// State of a worker, and knows nothing else of workers, sockets or channels.
//
// One file is one policy. A policy belongs to one listener, and all who are in it serve that listener.
package policy

import "time"

// Connection is what a policy may know of a connection.
type Connection struct {
	IP   [16]byte // the client's; an IPv4 address as IPv6 maps it, and zero for a Unix socket
	Port uint16

	Key     uint64 // stands for what the first request has of what it is to go by; 0: it has nothing
	Session uint32 // the number of the worker that has made the session that the first request is of; 0: nobody has
	Fresh   bool   // it may become the first of a session, with whatever worker

	Waited time.Duration // for a worker
}

// State is whether a worker may get a connection now.
type State uint8

// The states of a worker. An idle one alone is eligible.
const (
	Gone      State = iota // its channel is closed
	Suspended              // messages to it wait in the primary, and a connection must not overtake them
	Busy                   // has got one, and does not wait for the next yet
	Idle                   // waits for one
)

// Eligible tells whether a worker may get a connection now.
func (s State) Eligible() bool { return s == Idle }

// String is the word for the state in logs and tests.
func (s State) String() string {
	return [...]string{"gone", "suspended", "busy", "idle"}[s]
}

// Policy decides who is next among the workers that serve a listener. W stands for a worker.
//
// It is asked once a connection, so it allocates nothing.
type Policy[W comparable] interface {
	// Add makes a worker the last of those that the policy chooses from. It is not there yet.
	Add(w W)
	// Remove takes a worker out. It may not be there.
	Remove(w W)
	// Pick chooses an eligible worker for a connection. It finds none where nobody that the policy would choose is eligible:
	// the connection waits then.
	Pick(c Connection, state func(W) State) (w W, found bool)
	// MayMove tells whether a connection that a live worker has not read yet may go to another worker.
	MayMove(c Connection) bool
	// Home is the worker for which a connection waits while nobody may get it, of those that have a place for one more, as far as
	// there are such; not found: it waits for anyone.
	Home(c Connection, hasPlace func(W) bool) (w W, found bool)
}
