package core

import (
	"net/netip"
	"time"

	"golang.org/x/sys/unix"

	"gocluster/core/peek"
	"gocluster/core/sys"
	"gocluster/core/wire"
)

const (
	// peekingMax bounds how many connections of a listener wait at a time until their first bytes arrive.
	peekingMax = 1024
	// peekTimeout is how long a connection waits, unless the listener's options say otherwise.
	peekTimeout = time.Second
)

// peeker waits for the first bytes of a listener's connections, which are needed before a worker can be chosen.
//
// A connection delays no other: the peeker peeks when it is accepted, and again when data arrives (peeked.go). A connection is
// decided by what it has sent so far when it has waited for too long, or when too many wait and it has waited longest.
type peeker struct {
	listener *listener
	proxy    wire.ProxyKind
	trusted  []netip.Prefix
	wanted   peek.Wanted
	sessions bool // the value is a Socket.IO session id
	headMax  int  // how much of a request is peeked at, in bytes
	timeout  time.Duration
	oldest   *peeked // of the connections that wait
	newest   *peeked
	count    int
	free     *peeked // unused ones, for reuse
}

// newPeeker returns nil if the first bytes of a connection are not needed.
func newPeeker(l *listener, options wire.ListenOptions) *peeker {
	p := &peeker{listener: l, proxy: options.Proxy, trusted: options.Trusted, timeout: options.Key.Timeout}
	if options.Policy == wire.Sticky {
		p.wanted.Name = options.Key.Name
		switch options.Key.Kind {
		case wire.ByHeader:
			p.wanted.Source = peek.InHeader
		case wire.ByCookie:
			p.wanted.Source = peek.InCookie
		case wire.ByQuery:
			p.wanted.Source = peek.InQuery
		case wire.BySocketIO:
			p.wanted, p.sessions = peek.Wanted{Source: peek.InQuery, Name: "sid"}, true
		}
	}
	if p.wanted.Source != peek.Nothing {
		p.headMax = options.Key.MaxBytes
	}
	if p.headMax == 0 && p.proxy == wire.ProxyOff {
		return nil
	}
	if p.timeout <= 0 {
		p.timeout = peekTimeout
	}
	l.reactor.firstBytes = make([]byte, max(len(l.reactor.firstBytes), p.size()))
	return p
}

// size is how many bytes are peeked at, at most.
func (p *peeker) size() int {
	if p.proxy == wire.ProxyOff {
		return p.headMax
	}
	return peek.HeaderMax + max(p.headMax, peek.SignatureMax)
}

// expectsHeader tells whether a PROXY header is looked for on a connection.
func (p *peeker) expectsHeader(c connection) bool {
	switch p.proxy {
	case wire.ProxyOff:
		return false
	case wire.ProxyTrusted:
		address := netip.AddrFrom16(c.IP).Unmap()
		for _, network := range p.trusted {
			if network.Contains(address) && c.listener.family != unix.AF_UNIX {
				return true
			}
		}
		return false
	}
	return true
}

// peekBacklog accepts the connections that are there and peeks at them. Those that are decided at once are held, to be handed
// out.
func (l *listener) peekBacklog() {
	for l.mayPeek() {
		c, accepted := l.accept()
		if !accepted {
			return
		}
		l.peeker.begin(c)
	}
}

// mayPeek tells whether a connection may be accepted.
func (l *listener) mayPeek() bool { return l.members.serve() && l.maySomebodyWait() }

// begin owns the connection, which is decided at once or waits.
func (p *peeker) begin(c connection) {
	k := p.free
	if k == nil {
		k = new(peeked)
	} else {
		p.free = k.next
	}
	*k = peeked{connection: c, peeker: p, expectsHeader: p.expectsHeader(c)}
	if k.look(false) {
		p.recycle(k)
		return
	}
	if p.count >= peekingMax || p.listener.reactor.holding.tooManyPeek() {
		p.listener.stats.PeekOverflows++
		if p.oldest == nil {
			k.decide()
			p.recycle(k)
			return
		}
		p.oldest.end()
	}
	p.add(k)
}

func (p *peeker) recycle(k *peeked) {
	*k = peeked{next: p.free}
	p.free = k
}

// add makes a connection wait, as the newest. It is decided now if epoll does not take it.
func (p *peeker) add(k *peeked) {
	r := p.listener.reactor
	var err error
	if k.token, err = r.registerEdges(k.fd, k); err != nil {
		k.decide()
		p.recycle(k)
		return
	}
	k.deadline = r.now + p.timeout
	k.previous = p.newest
	if p.newest != nil {
		p.newest.next = k
	} else {
		p.oldest = k
	}
	p.newest = k
	p.count++
	r.holding.count++
	r.holding.peeking++
	r.startClock()
}

// remove takes out a connection that does not wait any more.
func (p *peeker) remove(k *peeked) {
	r := p.listener.reactor
	r.epoll.Remove(k.fd)
	r.forget(k.token)
	if k.previous != nil {
		k.previous.next = k.next
	} else {
		p.oldest = k.next
	}
	if k.next != nil {
		k.next.previous = k.previous
	} else {
		p.newest = k.previous
	}
	p.count--
	r.holding.count--
	r.holding.peeking--
}

// tick decides the connections that have waited for too long, and looks again at the others. It tells whether the clock must go
// on.
func (p *peeker) tick() bool {
	for p.oldest != nil && p.oldest.deadline <= p.listener.reactor.now {
		p.listener.stats.PeekTimeouts++
		p.oldest.end()
	}
	for k := p.oldest; k != nil; {
		next := k.next
		k.catchUp()
		k = next
	}
	return p.count > 0
}

// close closes the connections that wait.
func (p *peeker) close() {
	for p.oldest != nil {
		k := p.oldest
		p.remove(k)
		sys.Discard(k.fd)
		p.listener.reactor.headers.put(k.header)
	}
	p.free = nil
}
