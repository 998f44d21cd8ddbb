// Package wire is every byte that crosses a channel. All numbers are little-endian 32-bit words; every channel is a
// SOCK_SEQPACKET pair, so a message is a frame.
//
// Control channel, primary's JavaScript to core (Request), one frame a message:
//
//	op  seq  listener  worker  [Listen only: kind  backlog  flags  port  address bytes...]
//
//	Listen         fds: the socket, for KindFD only     answered
//	CloseListener                                       answered
//	AddWorker      fds: channel, inbox [, pidfd]
//	RemoveWorker
//	DrainWorker
//	Join, Leave
//	Attach         fds: a further control channel; on the root channel only
//
// Control channel, core to JavaScript (Notice), frames may be read back to back and so begin with their length:
//
//	length  kind  id  errno  family  port  address bytes...
//
// Root channel, core to loader, once, where the core is a process of its own (Hello):
//
//	version
//
// Worker channel, core to worker (hand-off): one word, the listener's number, with one descriptor, the connection.
// WantRoom on the word asks the worker to say Room once it has read that far. A word of 0 has no descriptor: it is a
// probe, sent to learn when a stalled worker reads again.
//
// Worker channel, worker to core (Word):
//
//	op  listener            fds: the connection, for Refuse only
//
// For Prefetch the second word is a count in the listener's place.
package wire
