package core

import (
	"gocluster/core/page"
	"gocluster/core/policy"
	"gocluster/core/sys"
	"gocluster/core/wire"
)

// bound is how many descriptors lie unread with one worker at the most: a connection, and listening sockets that are lent to it.
const bound = 8

// flow is the flow control of a worker: whether it may get a connection now, and when it is heard of again. What else the core
// knows of a worker does not depend on how this is done.
//
// The worker's page says whether it is idle. One that is gets a connection and is busy from then on. While a listener finds
// nobody idle its workers are wanted: each takes what it has time for from the listening socket itself, and who finds nothing left
// says that it is idle.
type flow struct {
	reactor   *reactor
	channel   int // borrowed, like the inbox: the worker's receiving end
	inbox     int
	page      *page.Page
	pageFD    int               // owned, until the worker was idle once: then it has its page; -1
	claimed   bool              // it was idle, and is busy only because of what is in the batch
	chosen    int               // connections in the worker's batch
	queued    int               // upper bound of the messages in the kernel's queue
	sent      uint64            // messages that went into the queue since it was last emptied
	blocked   uint64            // before which iteration it gets nothing: the kernel took no more
	wanted    uint64            // the last pass of the rotation in which a listener wanted it
	pushOnly  uint64            // and the last in which it was not to pull
	owesProbe bool              // a probe that the kernel did not take is sent at the next tick
	late      int               // ticks in a row at which a wake was on its way
	sizes     [sizesKept]uint16 // of the last messages that were sent, in bytes
	stall     stall
}

// sizesKept is of how many messages it is known how long they are: more than lie unread.
const sizesKept = 2 * bound

// newFlow shares a page with the worker. It is the first message, so the worker has the page before it gets anything else.
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

// state is whether the worker may get a connection now. Its page is the worker's, and may say that it is idle all the time: it gets no more
// in an iteration than one send has room for.
func (f *flow) state() policy.State {
	if !f.page.Idle() || f.chosen >= bound || f.reactor.iterations < f.blocked || f.stall.stalled() && !f.recovered() {
		return policy.Busy
	}
	f.closePageFD()
	return policy.Idle
}

// recovered tells whether a stalled worker has read what it had. That it is idle is not enough: it may say so without reading.
func (f *flow) recovered() bool {
	if f.ask(); f.mayHaveUnread() {
		return false
	}
	f.stall = stall{}
	return true
}

// ask has the kernel say how much is unread.
func (f *flow) ask() {
	if bytes, err := sys.Unread(f.inbox); err == nil {
		f.queued = f.count(bytes)
	}
}

// count is how many messages so many bytes are: the last ones that were sent.
func (f *flow) count(bytes int) (messages int) {
	for ; bytes > 0 && messages < sizesKept; messages++ {
		bytes -= max(int(f.sizes[(f.sent-1-uint64(messages))%sizesKept]), wire.HandOffSize)
	}
	return messages + max(bytes, 0)/wire.HandOffSize
}

// mayHaveUnread does not ask the kernel.
func (f *flow) mayHaveUnread() bool { return f.chosen+f.queued > 0 }

// read is how many messages the worker has read since its queue was last emptied, as far as is known.
func (f *flow) read() uint64 { return f.sent - uint64(f.queued) }

// choose is for a connection that goes into the batch.
func (f *flow) choose() {
	f.claimed = f.page.Claim() || f.claimed
	f.chosen++
}

// retract is for those of the batch that do not go out.
func (f *flow) retract(count int) {
	if f.chosen -= count; f.chosen == 0 && f.claimed {
		f.claimed = false
		f.page.Release()
	}
}

// push is for the first of the batch, which the kernel has taken: one message, of so many bytes.
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

// block makes the worker busy for the rest of the iteration: the kernel takes no more.
func (f *flow) block() { f.blocked = f.reactor.iterations + 1 }

// empty is for a queue that has been read back, and the page with it where the worker has been slow.
func (f *flow) empty() {
	f.queued, f.sent, f.stall = 0, 0, stall{}
	if f.pageFD >= 0 {
		_ = f.sendPage()
	}
}

// resume is for a queue that another core has filled.
func (f *flow) resume() {
	f.ask()
	f.sent = uint64(f.queued)
}

// probe sends a message without a connection, so that a worker turns whose queue was emptied: it is busy until it has read something.
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
		f.ask() // it is an upper bound
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

// want has a busy worker say when it is idle. It tells whether it is busy.
func (f *flow) want(pass uint64) bool {
	f.wanted = pass
	return f.page.Want(f.pushOnly != pass)
}

// suspend: from now on the worker takes nothing itself.
func (f *flow) suspend() { f.page.Unwant() }

func (f *flow) close() {
	f.closePageFD()
	f.page.Close()
}
