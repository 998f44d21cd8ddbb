// Package wire is every byte that crosses a channel. Numbers are little-endian and have 32 bits, if nothing else is said. Every
// channel is a SOCK_SEQPACKET pair, so that a message is a frame, or several where that is said.
//
// Control channel, the primary's JavaScript to the core (Request), one frame per message:
//
//	op  seq  listener  worker  [CloseListener and Leave: further listeners...]
//
//	Listen         fds: a socket that listens           answered; the backlog is in the worker's place, options follow
//	CloseListener                                       answered, unless seq is 0
//	AddWorker      fds: channel, inbox [, pidfd]
//	RestoreWorker  the same, for a worker of a core that has failed
//	RemoveWorker
//	DrainWorker
//	Join, Leave
//	Suspend, Resume                                     of a worker, or of a listener
//	Attach         fds: a further control channel; on the root channel only
//	AttachReader   the same; on that channel every request but Stats is refused with EPERM
//	Stats                                               answered, after a Counted notice for each record
//	Place          the worker's place is in the listener's place
//	Watch          1 in the worker's place: notices about workers and listeners are sent; 0: no longer
//
// The options of a Listen (options.go has the numbers); without them the policy is round robin. The timeout is in milliseconds.
// The name has nameSize bytes. The networks are text, separated by commas:
//
//	policy  key  ipv6Prefix  maxBytes  timeout  proxy  nameSize  name...  networks...
//
// DrainWorker says that a worker is leaving, which cannot be undone. A leaving worker comes last. If another worker serves a
// listener and stays, the leaving worker gets no more connections of that listener, and those that it has not read go to a worker
// that stays. Otherwise it gets the listener's connections and keeps those that it has, until it sends Gone. Leave and
// RemoveWorker end its membership, whatever other workers there are.
//
// Place says by which number a sticky policy knows a worker, before its first Join. A worker that replaces another one has the same
// place; without a Place it is the worker's own number.
//
// From Suspend to Resume a worker keeps what it has and gets nothing more, even if no other worker serves: messages to it wait in
// the primary, and connections must not overtake them. A listener accepts nothing between the two, because another process
// accepts on the same socket; connections that it holds are handed out.
//
// Control channel, core to JavaScript (Notice). A message has one or more of them, and several messages may be read back to back, so
// they begin with their length:
//
//	length  kind  id  errno  text bytes...
//
// The text of a Counted notice is a record of statistics, whose values have 64 bits (stats.go has their order):
//
//	kind  cluster  id  values...
//
// Root channel, core to loader, once, if the core is a process of its own (Hello):
//
//	version
//
// Worker channel, core to worker (hand-off): the listener's number, with one descriptor, the connection, and after the number the
// connection's PROXY header, if it had one (peek.Header.Append). With Lend set in the number, the descriptor is the listening
// socket itself. The number 0 has no descriptor: it is a probe, sent to a worker whose queue was emptied, to learn when it reads
// again. The number 0 with Lend is the first message, and its descriptor is the page that the two share (package page).
//
// Worker channel, worker to core (WorkerMessage):
//
//	kind  listener  [Refuse: the connection's PROXY header, if it had one]          fds: the connection, for Refuse only
//
// Idle has 0 in the listener's place.
//
// A worker that was forked before or after a deployment may run another version of the package than the core. A change to a
// worker channel's frames needs a new VERSION in lib/wire.js: then such a worker is handed nothing, and shares the socket.
package wire
