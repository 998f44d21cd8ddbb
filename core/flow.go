package core

import (
	"gocluster/core/page"
	"gocluster/core/policy"
	"gocluster/core/sys"
	"gocluster/core/wire"
)

// bound is how many descriptors lie unread in a worker's queue at most: connections, and listening sockets that are lent to the
// worker.
const bound = 8

// flow is the flow control of a worker: whether the worker may get a connection now, and when the core learns that it may again.
// The rest of the core does not depend on how this is done.
//
// The worker's page says whether it is idle. An idle worker is handed a connection and is busy from then on. While no worker of a
// listener is idle, its workers are marked as wanted: each accepts from the listening socket what it has time for, and one that
// finds no connection left reports that it is idle.
type flow struct {
	reactor   *reactor
	channel   int // borrowed
	inbox     int // borrowed: a duplicate of the worker's receiving end
	page      *page.Page
	pageFD    int               // owned; -1 after the worker was idle once, because then it has its page
	claimed   bool              // the worker was idle, and is busy only because of the connections in the batch
	chosen    int               // connections in the worker's batch
	queued    int               // upper bound of the messages in the kernel's queue
	sent      uint64            // messages sent since the queue was last emptied
	movable   uint64            // how many were sent when the last one was that a sticky policy binds to no worker; 0 if none was
	blocked   uint64            // the worker gets nothing before this iteration: the kernel took no more
	wanted    uint64            // the last pass of the rotation in which a listener wanted it
	pushOnly  uint64            // the last pass in which it was not to pull
	owesProbe bool              // the kernel did not take a probe: it is sent at the next tick
	late      int               // ticks in a row at which a wake was due
	sizes     [sizesKept]uint16 // sizes of the messages that were sent last, in bytes
	stall     stall
}

// sizesKept is how many sizes of messages are remembered: more than lie unread.
const sizesKept = 2 * bound

// newFlow makes the page that is shared with the worker, and sends it as the first message, so that the worker has it before
// anything else.
func newFlow(r *reactor, channel, inbox int) (flow, error) {
	shared, fd, err := page.New()
	if err != nil {
		return flow{}, err
	}
	f := flow{reactor: r, channel: channel, inbox: inbox, page: shared, pageFD: fd}
	if err := f.sendPage(); err != nil {
		f.close()
		return flow{}, err
	}
	return f, nil
}

func (f *flow) sendPage() error {
	f.reactor.frames.Set(0, wire.Page, f.pageFD)
	_, err := f.reactor.frames.Send(f.channel, 1)
	return err
}

func (f *flow) closePageFD() {
	if f.pageFD >= 0 {
		sys.Close(f.pageFD)
		f.pageFD = -1
	}
}

// state tells whether the worker may get a connection now. The worker can write its page, and may claim to be idle all the time:
// it gets no more in an iteration than one send takes.
func (f *flow) state() policy.State {
	if !f.page.Idle() || f.chosen >= bound || f.reactor.iterations < f.blocked || f.stall.stalled() && !f.recovered() {
		return policy.Busy
	}
	f.closePageFD()
	return policy.Idle
}

// recovered tells whether a stalled worker has read what it had. Being idle is not enough: the worker may claim so without
// reading.
func (f *flow) recovered() bool {
	if f.ask(); f.mayHaveUnread() {
		return false
	}
	f.stall = stall{}
	return true
}

// ask asks the kernel how much is unread.
func (f *flow) ask() {
	if bytes, err := sys.Unread(f.inbox); err == nil {
		f.queued = f.count(bytes)
	}
}

// count is how many messages so many unread bytes are, by the sizes of the messages that were sent last.
func (f *flow) count(bytes int) (messages int) {
	for ; bytes > 0 && messages < sizesKept; messages++ {
		bytes -= max(int(f.sizes[(f.sent-1-uint64(messages))%sizesKept]), wire.HandOffSize)
	}
	return messages + max(bytes, 0)/wire.HandOffSize
}

// mayHaveUnread tells whether the worker may have something unread, without asking the kernel.
func (f *flow) mayHaveUnread() bool { return f.chosen+f.queued > 0 }

// read is how many messages the worker has read since its queue was last emptied, as far as is known.
func (f *flow) read() uint64 { return f.sent - uint64(f.queued) }

// hasMovable tells whether an unread connection of a sticky listener is bound to no worker, as far as is known.
func (f *flow) hasMovable() bool { return f.movable > f.read() }

// choose counts a connection that goes into the batch, and makes the worker busy.
func (f *flow) choose() {
	f.claimed = f.page.Claim() || f.claimed
	f.chosen++
}

// retract uncounts connections of the batch that are not sent. With the last of them the worker is idle again, if it was idle
// before.
func (f *flow) retract(count int) {
	if f.chosen -= count; f.chosen == 0 && f.claimed {
		f.claimed = false
		f.page.Release()
	}
}

// push counts the first connection of the batch as sent, in a message of so many bytes.
func (f *flow) push(bytes int) {
	f.chosen--
	f.claimed = false
	f.pushed(bytes)
}

func (f *flow) pushed(bytes int) {
	f.sizes[f.sent%sizesKept] = uint16(bytes)
	f.queued++
	f.sent++
}

// block makes the worker busy for the rest of the iteration, because the kernel takes no more.
func (f *flow) block() { f.blocked = f.reactor.iterations + 1 }

// empty resets the counts after the queue was read back. If the worker was never idle, its page may have been in there: it is
// sent again.
func (f *flow) empty() {
	f.queued, f.sent, f.movable, f.stall = 0, 0, 0, stall{}
	if f.pageFD >= 0 {
		_ = f.sendPage()
	}
}

// resume counts what another core has left in the queue.
func (f *flow) resume() {
	f.ask()
	f.sent = uint64(f.queued)
}

// probe sends a message without a connection to a worker whose queue was emptied, so that the worker has something to read: it
// stays busy until it has read something.
func (f *flow) probe() {
	m := f.reactor.message
	f.owesProbe = m.Send(f.channel, wire.PutProbe(m.Bytes[:])) != nil
	if f.owesProbe {
		f.reactor.startClock()
	} else {
		f.pushed(wire.HandOffSize)
	}
}

// lend sends the listening socket. It tells whether the worker will have it.
func (f *flow) lend(l *listener) bool {
	if f.pageFD >= 0 || f.stall.stalled() {
		return false
	}
	if f.queued >= bound {
		f.ask() // queued is only an upper bound
	}
	if f.queued >= bound {
		return false
	}
	f.reactor.frames.Set(0, wire.Lent(l.id), l.fd)
	if _, err := f.reactor.frames.Send(f.channel, 1); err != nil {
		return false
	}
	f.pushed(wire.HandOffSize)
	return true
}

// want marks the worker as wanted: it wakes the core once it is idle and, unless this pass forbids that, pulls until then. It
// tells whether the worker is busy.
func (f *flow) want(pass uint64) bool {
	f.wanted = pass
	return f.page.Want(f.pushOnly != pass)
}

// suspend stops the worker from pulling.
func (f *flow) suspend() { f.page.Unwant() }

func (f *flow) close() {
	f.closePageFD()
	f.page.Close()
}
