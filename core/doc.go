// Package core accepts connections and hands them to worker processes. It runs in a goroutine of the primary process, knows
// nothing of JavaScript or C, and communicates with the outside only over channels (see package wire).
//
// One goroutine, the reactor, owns all state; there is no lock. The reactor waits on one epoll set. In each iteration it runs
// whatever is ready, in this order: control channels, workers, the clock, listeners. So a worker that sent Ready before a client
// connected is a member before that client's connection is accepted. Connections are handed out at the end of an iteration, when
// it is known which workers are idle and which connections wait.
//
//	core.go        Start, and the loop
//	panic.go       a panic of the core, and the report about it
//	reactor.go     the iteration: runs what is ready, then sends the connections that were assigned
//	session.go     a control channel: requests of a JavaScript thread, or of a client that only reads
//	cluster.go     the listeners and workers that belong together
//	table.go       a cluster's listeners or workers, in order
//	listener.go    accepts, and holds connections that no worker may get yet
//	choice.go      which of the workers that serve a listener gets a connection, and which one it waits for
//	held.go        the connections that a listener holds
//	peeker.go      waits for the first bytes of connections, if the listener needs them
//	peeked.go      a connection whose first bytes are awaited
//	headers.go     PROXY headers, as they are sent to workers
//	peek/          parses first bytes
//	rotation.go    chooses the listener
//	membership.go  which workers serve a listener
//	policy/        chooses the worker
//	worker.go      a worker channel: sends connections
//	messages.go    the messages of a worker
//	flow.go        whether a worker may get a connection now
//	page/          the memory that a worker shares with the core
//	pull.go        lets busy workers accept connections themselves
//	pace.go        how fast a listener's connections come, on which it depends when they may
//	kernelqueue.go how many connections the kernel keeps
//	stall.go       detects a worker that has stopped reading
//	wake.go        counts wakes that a worker owes and did not send
//	takeback.go    reads back what a worker has not read
//	stats.go       statistics
//	watch.go       notices about workers and listeners, for sessions that watch
//	queue.go       connections in order
//	holding.go     how many connections all listeners together may hold
//	runtime.go     the Go runtime's settings and its garbage collection
//
// A connection has exactly one owner: the kernel's backlog, a listener's peeker or its pending queue, a worker's batch (only
// within an iteration), the kernel's queue towards a worker, or the worker. The core closes its descriptor only after the kernel
// has taken the connection into the queue towards the worker, so that somebody holds the connection at every moment.
package core
