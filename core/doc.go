// Package core accepts connections and hands them to worker processes. It runs in a goroutine of the primary process,
// knows nothing of JavaScript or C, and talks to the outside over channels only (see package wire).
//
// One goroutine, the reactor, owns everything here; there is no lock. It waits on one epoll set and, in each turn, lets
// what is ready run in this order: control channels, then workers, then the clock, then listeners. So a worker that
// said Ready before a client connected is in the ring before that client's connection is accepted.
//
//	core.go        Start, and the loop
//	panic.go       what happens if the reactor panics
//	reactor.go     the turn: what is ready runs, then everything chosen is sent
//	primary.go     a control channel: the requests of one JavaScript thread, its listeners and workers
//	bind.go        makes the listening socket that a request describes
//	listener.go    accepts, and holds what no worker has room for
//	roundrobin.go  chooses the worker
//	worker.go      a worker channel: sends connections, hears the worker
//	takeback.go    reads back what a worker has not read
//	stall.go       notices a worker that has stopped reading
//	queue.go       connections in order
//	reserve.go     places in the descriptor table for what is taken back
//
// A connection has exactly one owner: the kernel's backlog, a listener's pending queue, a worker's batch (this turn
// only), the kernel's queue towards a worker, or the worker. The core closes its descriptor only after the kernel has
// taken the connection over, so that at each moment somebody holds it.
package core
