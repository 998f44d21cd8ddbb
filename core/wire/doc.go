// Package wire is every byte that crosses a channel. All numbers are little-endian and have 32 bits; every channel is a
// SOCK_SEQPACKET pair, so a message is a frame.
//
// Control channel, primary's JavaScript to core (Request), one frame a message:
//
//	op  seq  listener  worker  [CloseListener and Leave: further listeners...]
//
//	Listen         fds: a socket that listens           answered; the backlog is in the worker's place, options follow
//	CloseListener                                       answered, unless seq is 0
//	AddWorker      fds: channel, inbox [, pidfd]
//	RestoreWorker  the same, of a worker that was one of a core that has failed
//	RemoveWorker
//	DrainWorker
//	Join, Leave
//	Suspend, Resume                                     of a worker, or of a listener
//	Attach         fds: a further control channel; on the root channel only
//	AttachReader   the same; what comes on that channel and is not Stats is refused with EPERM
//	Stats                                               answered, after a Counted notice for each record
//	Watch          1 in the worker's place: it is told of what happens to workers and listeners; 0: no longer
//
// A Listen's options (options.go has the numbers); without them it is round robin. The timeout is in milliseconds, and the name is of
// so many bytes; the networks are text, with commas between them:
//
//	policy  key  ipv6Prefix  maxBytes  timeout  proxy  nameSize  name...  networks...
//
// DrainWorker says that a worker is leaving, which cannot be undone. A leaving worker comes last: of a listener that a worker
// serves which stays, it gets nothing more, and what it has not read goes to one that stays; of any other listener it gets what
// arrives, and keeps what it has, until it sends Gone. Leave and RemoveWorker end its membership, whatever other workers there
// are.
//
// From Suspend to Resume a worker keeps what it has and gets nothing more, even where nobody else serves: messages to it wait in
// the primary, and connections are not to overtake them. A listener accepts nothing between the two, because another process does
// on the same socket; what it holds is handed out.
//
// Control channel, core to JavaScript (Notice), frames may be read back to back and so begin with their length:
//
//	length  kind  id  errno  text bytes...
//
// The text of a Counted notice is a record of statistics, its values have 64 bits (stats.go has their order):
//
//	kind  cluster  id  values...
//
// Root channel, core to loader, once, where the core is a process of its own (Hello):
//
//	version
//
// Worker channel, core to worker (hand-off): the listener's number, with one descriptor, the connection. With Lend on the
// number the descriptor is the listening socket itself. The number 0 has no descriptor: it is a probe, sent to learn when a worker
// turns whose queue was emptied; with Lend on it, it comes first and has the page that the two share (package page).
//
// Worker channel, worker to core (WorkerMessage):
//
//	kind  listener          fds: the connection, for Refuse only
//
// Idle has 0 in the listener's place.
//
// A worker that was forked before or after a deployment may be of another package than the core. What changes a worker
// channel's frames changes VERSION in lib/wire.js, too: then such a worker is handed nothing, and shares the socket.
package wire
