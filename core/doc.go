// Package core accepts connections and hands them to worker processes. It runs in a goroutine of the primary process,
// knows nothing of JavaScript or C, and talks to the outside over channels only (see package wire).
//
// One goroutine, the reactor, owns everything here; there is no lock. It waits on one epoll set and, in each iteration, lets
// what is ready run in this order: control channels, then workers, then the clock, then listeners. So a worker that
// sent Ready before a client connected is a member before that client's connection is accepted. At the end of an iteration,
// when it is known who is idle and who waits, connections are handed out.
//
//	core.go        Start, and the loop
//	panic.go       a fault of the core, and what is said of it
//	reactor.go     the iteration: what is ready runs, then everything chosen is sent
//	session.go     a control channel: the requests of one JavaScript thread, or of a client that only reads
//	cluster.go     the listeners and workers that belong together
//	table.go       what a cluster has, in order
//	listener.go    accepts, and holds what no worker may get now
//	choice.go      who of those that serve it gets a connection, and who is waited for
//	held.go        what a listener holds
//	peeker.go      waits for the first bytes of connections, where a listener has to know them
//	peeked.go      one that is waited for
//	headers.go     what a worker is told of a PROXY header
//	peek/          reads first bytes
//	rotation.go    chooses the listener
//	membership.go  who serves a listener
//	policy/        chooses the worker
//	worker.go      a worker channel: sends connections
//	messages.go    what a worker sends
//	flow.go        whether a worker may get a connection now
//	page/          what a worker shares with the core
//	pull.go        has busy workers take connections themselves
//	kernelqueue.go how many connections the kernel keeps
//	stall.go       notices a worker that has stopped reading
//	takeback.go    reads back what a worker has not read
//	stats.go       what is counted
//	watch.go       says what happens, to who watches
//	queue.go       connections in order
//	holding.go     how many connections listeners hold together
//	runtime.go     the Go runtime's settings and its garbage
//
// A connection has exactly one owner: the kernel's backlog, a listener's peeker or its pending queue, a worker's batch (this iteration
// only), the kernel's queue towards a worker, or the worker. The core closes its descriptor only after the kernel has
// taken the connection over, so that at each moment somebody holds it.
package core
