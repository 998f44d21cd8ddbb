package core

import (
	"slices"

	"gocluster/core/policy"
	"gocluster/core/sys"
	"gocluster/core/wire"
)

// refusalsMax bounds how many connections a worker may refuse before it is handed further ones. It is more than a worker ever
// holds.
const refusalsMax = 256

// worker is one worker process, seen through its channel.
//
// What the core has sent to it lies in the kernel's queue towards it, and the core keeps a duplicate of the receiving end. So the
// core can read back what the worker has not read; the kernel gives each message to exactly one reader.
type worker struct {
	reactor   *reactor
	cluster   *cluster
	id        uint32
	place     uint32 // its replacement takes it over
	channel   int    // owned: connections go out on it, the worker's messages come in
	inbox     int    // owned: duplicate of the worker's receiving end
	pidfd     int    // owned; -1 if there is none: then the primary reports the worker's end
	token     int32
	pidtok    int32 // the pidfd's token
	batch     []connection
	handed    int    // connections that it may refuse, up to refusalsMax
	pulled    uint64 // how many of the connections that it has pulled are included in handed
	given     int    // connections that were sent to it, less those that were read back
	flow      flow
	restored  bool // served under a core that has failed
	leaving   bool // on its way out: see drain
	suspended bool // messages to it wait in the primary
	gone      bool
	reported  bool // as stalled
	stats     wire.WorkerStats
}

func (w *worker) rank() rank { return rankWorker }

// state tells whether the worker may get a connection now. It is the only place that decides so.
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

// suspend notes whether messages to the worker wait in the primary: connections must not overtake them.
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

// send writes the batch. Each connection is a message of its own, so that the worker reads one when it needs it, and the core can
// take back all others until then.
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
		if l := c.listener; l.isSticky() && l.fd >= 0 && l.policy.MayMove(c.Connection) {
			w.flow.movable = w.flow.sent
		}
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

// creditPulled lets the worker refuse the connections that it has pulled, by its own count.
func (w *worker) creditPulled() {
	pulled := w.flow.page.Pulled()
	more := int(min(pulled-w.pulled, refusalsMax))
	w.handed = min(w.handed+more, refusalsMax)
	w.pulled = pulled
}

// sendFailed returns the batch. After a transient error, because the queue is full or the kernel is out of something, the worker
// counts as busy for this iteration. After any other error its channel is of no use any more.
func (w *worker) sendFailed(err error) {
	w.returnBatch()
	if sys.IsTransient(err) {
		w.flow.block()
	} else {
		w.breakOff(err)
	}
}

// breakOff reports a worker that broke the protocol, or whose channel is broken, and closes the channel.
func (w *worker) breakOff(err error) {
	w.cluster.owner.reportBroken(w.id, err)
	w.lose()
}

func (w *worker) returnBatch() { giveBack(w.emptyBatch()) }

// emptyBatch removes and returns the connections of the batch. The slice is valid until the next connection is assigned.
func (w *worker) emptyBatch() []connection {
	batch := w.batch
	w.batch = w.batch[:0]
	w.flow.retract(len(batch))
	return batch
}

// drain marks a worker as on its way out. From now on listeners choose it only while no other worker stays. If one stays, that
// one gets the unread connections.
func (w *worker) drain() {
	w.leaving = true
	for _, l := range w.cluster.listeners.all() {
		l.choose()
	}
}

// relieve takes back what a leaving worker has not read, for others. If too many connections are held, the worker serves them
// itself.
func (w *worker) relieve() {
	if w.flow.mayHaveUnread() && !w.reactor.holding.full() {
		w.relocate()
	}
}

// lose ends the channel of a worker that is gone or broke the protocol. What it had not read goes to others.
func (w *worker) lose() {
	if w.gone {
		return
	}
	w.gone = true
	w.reactor.closeHandedOff() // frees descriptors for the connections that come back
	for _, l := range w.cluster.listeners.all() {
		l.leave(w)
	}
	sys.StopWriting(w.inbox)              // the worker may be alive: it must send no more
	_ = w.readMessages(w.messagesBound()) // connections that it refused before it ended
	w.takeBack()
	for _, l := range w.cluster.listeners.all() {
		l.members.forget(w)
		l.pending.forget(w)
	}
	w.cluster.workers.remove(w.id)
	w.cluster.ended.AddWorker(w.counts())
	w.close()
}

func (w *worker) close() {
	w.drainMessages()
	w.reactor.forget(w.token)
	// The primary may still hold duplicates, and then closing the channel does not end the epoll watch.
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

// pidfdSource is the worker's pidfd in the epoll set. It is ready once the process has ended, even if the primary is blocked.
type pidfdSource struct{ worker *worker }

func (s pidfdSource) rank() rank { return rankWorker }
func (s pidfdSource) run(uint32) { s.worker.lose() }

// discardAll closes descriptors that came with a message.
func discardAll(fds []int32) {
	for _, fd := range fds {
		sys.Discard(int(fd))
	}
}

// restore is for a worker that served under an earlier core. Its queue may not be empty, it may refuse connections that it got
// then, and its earlier messages are lost: it counts as ready until it refuses a connection.
func (w *worker) restore() {
	w.restored = true
	w.handed = refusalsMax
	w.flow.resume()
	w.given = max(w.flow.queued-1, 0) // not the page, which has just been sent
}
