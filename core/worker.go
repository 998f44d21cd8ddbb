package core

import (
	"slices"

	"gocluster/core/policy"
	"gocluster/core/sys"
	"gocluster/core/wire"
)

// refusalsMax is how many connections a worker may give back before it is handed others: more than it ever holds.
const refusalsMax = 256

// worker is one worker process, seen through its channel.
//
// What it was sent lies in the kernel's queue towards it, and the core keeps a duplicate of the receiving end: what is unread can be
// read back, each message by exactly one reader.
type worker struct {
	reactor   *reactor
	cluster   *cluster
	id        uint32
	place     uint32 // what its successor will have
	channel   int    // owned: sends connections, brings the worker's messages
	inbox     int    // owned: duplicate of the worker's receiving end
	pidfd     int    // owned, or -1 where the kernel has none: then the primary says when the worker is gone
	token     int32
	pidtok    int32 // the pidfd's token
	batch     []connection
	handed    int    // connections that it may give back
	pulled    uint64 // of those that it has pulled, how many count there already
	given     int    // connections that went into its queue, less those that were read back
	flow      flow
	restored  bool // served under a core that has failed
	leaving   bool // on its way out
	suspended bool // messages to it wait in the primary
	gone      bool
	reported  bool // as stalled
	stats     wire.WorkerStats
}

func (w *worker) rank() rank { return rankWorker }

// state is whether the worker may get a connection now: the one place that says so.
func (w *worker) state() policy.State {
	switch {
	case w.gone:
		return policy.Gone
	case w.suspended:
		return policy.Suspended
	default:
		return w.flow.state()
	}
}

func (w *worker) eligible() bool { return w.state().Eligible() }

// suspend is for a worker to which messages wait, and connections are not to overtake them.
func (w *worker) suspend(suspended bool) {
	w.suspended = suspended
	if suspended {
		w.flow.suspend()
	}
}

// assign gives the worker a connection, to be sent at the end of the iteration.
func (w *worker) assign(c connection) {
	if len(w.batch) == 0 {
		w.reactor.dirty = append(w.reactor.dirty, w)
	}
	w.batch = append(w.batch, c)
	w.flow.choose()
	w.reactor.startClock()
}

// send writes the batch. Each connection is a message of its own: the worker reads one when it comes to it, and all others can
// be taken back from it until then.
func (w *worker) send() {
	frames := w.reactor.frames
	for i, c := range w.batch {
		frames.Set(i, c.listener.id, c.fd)
		frames.SetRest(i, c.header.bytes())
	}
	sent, err := frames.Send(w.channel, len(w.batch))
	for _, c := range w.batch[:sent] {
		w.reactor.handedOff = append(w.reactor.handedOff, c.fd)
		c.listener.handedOff(c)
		w.flow.push(wire.HandOffSize + len(c.header.bytes()))
		w.reactor.headers.put(c.header)
	}
	w.batch = slices.Delete(w.batch, 0, sent)
	w.given += sent
	w.stats.HandedOff += uint64(sent)
	w.handed = min(w.handed+sent, refusalsMax)
	if err != nil {
		w.sendFailed(err)
	}
}

// creditPulled lets it give back what it has pulled, by its own word.
func (w *worker) creditPulled() {
	pulled := w.flow.page.Pulled()
	more := int(min(pulled-w.pulled, refusalsMax))
	w.handed = min(w.handed+more, refusalsMax)
	w.pulled = pulled
}

// sendFailed finds out whose fault it is. Where the kernel is out of something the worker counts as busy for this iteration; any
// other error means that its channel is of no use any more.
func (w *worker) sendFailed(err error) {
	w.returnBatch()
	if sys.IsTransient(err) {
		w.flow.block()
	} else {
		w.breakOff(err)
	}
}

// breakOff closes the channel of a worker that did what no worker may do.
func (w *worker) breakOff(err error) {
	w.cluster.owner.reportBroken(w.id, err)
	w.lose()
}

func (w *worker) returnBatch() { giveBack(w.emptyBatch()) }

// emptyBatch takes out what was chosen for the worker. It is good until the next is assigned.
func (w *worker) emptyBatch() []connection {
	batch := w.batch
	w.batch = w.batch[:0]
	w.flow.retract(len(batch))
	return batch
}

// drain is for a worker that is on its way out. It comes last from now on, and keeps what it has not read only where nobody
// else serves.
func (w *worker) drain() {
	w.leaving = true
	for _, l := range w.cluster.listeners.all() {
		l.choose()
	}
}

// relieve takes back what a worker on its way out has not read, for others. Where there may be no places for that it serves it itself.
func (w *worker) relieve() {
	if w.flow.mayHaveUnread() && !w.reactor.holding.full() {
		w.relocate()
	}
}

// lose ends the channel of a worker that died or broke the protocol. What it had not read goes to others.
func (w *worker) lose() {
	if w.gone {
		return
	}
	w.gone = true
	w.reactor.closeHandedOff() // what comes back needs the places
	for _, l := range w.cluster.listeners.all() {
		l.leave(w)
	}
	sys.StopWriting(w.inbox)              // it may be alive
	_ = w.readMessages(w.messagesBound()) // what it refused before it ended
	w.takeBack()
	for _, l := range w.cluster.listeners.all() {
		l.members.forget(w)
	}
	w.cluster.workers.remove(w.id)
	w.cluster.ended.AddWorker(w.counts())
	w.close()
}

func (w *worker) close() {
	w.drainMessages()
	w.reactor.forget(w.token)
	// The worker still holds the other ends, and the epoll set the watch, until they are closed there too.
	w.reactor.epoll.Remove(w.channel)
	sys.Close(w.channel)
	sys.Close(w.inbox)
	w.flow.close()
	if w.pidfd >= 0 {
		w.reactor.forget(w.pidtok)
		w.reactor.epoll.Remove(w.pidfd)
		sys.Close(w.pidfd)
	}
}

// pidfdSource is the worker's pidfd in the epoll set: it is ready once the process has ended, even if the primary is blocked.
type pidfdSource struct{ worker *worker }

func (s pidfdSource) rank() rank { return rankWorker }
func (s pidfdSource) run(uint32) { s.worker.lose() }

// discardAll closes descriptors that came with a message.
func discardAll(fds []int32) {
	for _, fd := range fds {
		sys.Discard(int(fd))
	}
}

// restore is for a worker that has served under an earlier core. Its queue is not empty, it may return connections that it has read,
// and its earlier messages are lost: it counts as ready until it refuses a connection.
func (w *worker) restore() {
	w.restored = true
	w.handed = refusalsMax
	w.flow.resume()
	w.given = w.flow.queued
}
