package core

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"

	"gocluster/core/peek"
	"gocluster/core/sys"
	"gocluster/core/wire"
)

// looksMax is how often a connection is looked at as soon as something comes. One that sends its first bytes in more pieces is looked
// at again at each tick: so many small pieces cost no more than few.
const looksMax = 8

// peeked is a connection whose first bytes are waited for. Its descriptor is watched for edges: what lies there and is not enough
// wakes nobody again.
type peeked struct {
	connection
	peeker         *peeker
	token          int32
	deadline       time.Duration // on the reactor's clock
	looks          int
	behind         bool // something has come since it was looked at
	expectsHeader  bool // of the PROXY protocol, and it has not come yet
	previous, next *peeked
}

func (k *peeked) rank() rank { return rankListener }

// run looks at what has come.
func (k *peeked) run(events uint32) {
	k.behind = true
	if sys.Ended(events) {
		k.end()
	} else if k.looks < looksMax {
		k.catchUp()
	}
}

// catchUp looks again, where something has come. What is decided does not wait any more.
func (k *peeked) catchUp() {
	if k.behind && k.look(false) {
		k.peeker.remove(k)
		k.peeker.recycle(k)
	}
}

// end decides by what is there now.
func (k *peeked) end() {
	k.peeker.remove(k)
	k.decide()
	k.peeker.recycle(k)
}

func (k *peeked) decide() { k.look(true) }

// look reads what has come, and leaves it there, but for a header of the PROXY protocol, which is taken. It tells whether the
// connection is decided: then it is held for a worker, or has ended. At the last look it is.
func (k *peeked) look(last bool) (decided bool) {
	k.looks++
	k.behind = false
	data := k.peeker.listener.reactor.firstBytes[:k.peeker.size()]
	n, err := sys.Peek(k.fd, data)
	last = last || err == nil && n == 0 || err != nil && !errors.Is(err, unix.EAGAIN)
	data = data[:n]
	if k.expectsHeader {
		switch k.readHeader(data, last) {
		case peek.More:
			return false
		case peek.Malformed:
			k.reject()
			return true
		}
		data = data[min(n, k.headerSize()):]
	}
	if !k.readValue(data[:min(len(data), k.peeker.headMax)], last) {
		return false
	}
	k.accepted = k.peeker.listener.reactor.now // it did not wait for a worker
	k.listener.hold(k.connection)
	k.listener.rotation.enter(k.listener)
	return true
}

// readHeader takes the header, where it is there. More: it is not, and may come.
func (k *peeked) readHeader(data []byte, last bool) peek.Verdict {
	var h peek.Header
	verdict := h.Read(data)
	if verdict == peek.More && !last {
		return peek.More
	}
	switch {
	case verdict == peek.Found:
		// A second one may be a client's, that a proxy without the protocol has passed on.
		if peek.BeginsHeader(data[h.Size:]) || !sys.Take(k.fd, data[:h.Size]) {
			return peek.Malformed
		}
		k.header = k.peeker.listener.reactor.headers.get(&h)
		k.nameClient(&h)
	case verdict == peek.Malformed, k.peeker.proxy != wire.ProxyOptional, peek.BeginsHeader(data):
		return peek.Malformed
	}
	k.expectsHeader = false
	return peek.Found
}

// headerSize is how much of what was looked at is taken now.
func (k *peeked) headerSize() int {
	if k.header == nil {
		return 0
	}
	return k.header.size
}

// readValue finds what the policy goes by. It tells whether that is known, or that it will not come.
func (k *peeked) readValue(data []byte, last bool) (known bool) {
	if k.peeker.headMax == 0 {
		return true
	}
	value, verdict := k.peeker.wanted.Find(data)
	if verdict == peek.More && !last && len(data) < k.peeker.headMax {
		return false
	}
	if verdict == peek.Found {
		k.Key = peek.Hash(value)
	}
	if k.peeker.sessions {
		k.Session = peek.WorkerOf(value)
		k.Fresh = verdict == peek.Absent && peek.IsRequest(data)
	}
	return true
}

// reject ends a connection that does not begin as it has to.
func (k *peeked) reject() {
	k.listener.stats.PeekRejections++
	sys.Discard(k.fd)
	k.peeker.listener.reactor.headers.put(k.header)
}

// revive turns a descriptor that comes back from a worker into a connection again, with the header that the worker was told. Its first
// bytes are still in the socket, so that the policy can read its value again.
func (l *listener) revive(fd int, frame []byte) connection {
	k := peeked{connection: newConnection(fd, l, sys.PeerOf(fd), 0), peeker: l.peeker}
	var h peek.Header
	if len(frame) > 0 && h.ReadAppended(frame) {
		k.header = l.reactor.headers.get(&h)
		k.nameClient(&h)
	}
	if l.peeker != nil && l.peeker.headMax > 0 {
		data := l.reactor.firstBytes[:l.peeker.headMax]
		n, _ := sys.Peek(fd, data)
		k.readValue(data[:n], true)
	}
	return k.connection
}

// nameClient: the client is who the header says.
func (c *connection) nameClient(h *peek.Header) {
	if h.Names() {
		c.IP, c.Port = h.Source.IP, h.Source.Port
	}
}
