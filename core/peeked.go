package core

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"

	"gocluster/core/peek"
	"gocluster/core/sys"
	"gocluster/core/wire"
)

// looksMax is how often a connection is peeked at right when data arrives. After that it is peeked at only once a tick, so that
// many small pieces cost no more than a few.
const looksMax = 8

// peeked is a connection whose first bytes are awaited. Its descriptor is watched edge-triggered: data that is there, but not
// enough, causes no further events.
type peeked struct {
	connection
	peeker         *peeker
	token          int32
	deadline       time.Duration // on the reactor's clock
	looks          int
	behind         bool // data has arrived since the last look
	expectsHeader  bool // a PROXY header may come, and has not been read yet
	progress       peek.Progress
	previous, next *peeked
}

func (k *peeked) rank() rank { return rankListener }

// run peeks at what has arrived.
func (k *peeked) run(events uint32) {
	k.behind = true
	if sys.Ended(events) {
		k.end()
	} else if k.looks < looksMax {
		k.catchUp()
	}
}

// catchUp looks again if data has arrived. A connection that is decided stops waiting.
func (k *peeked) catchUp() {
	if k.behind && k.look(false) {
		k.peeker.remove(k)
		k.peeker.recycle(k)
	}
}

// end stops the wait and decides by what has arrived.
func (k *peeked) end() {
	k.peeker.remove(k)
	k.decide()
	k.peeker.recycle(k)
}

func (k *peeked) decide() { k.look(true) }

// look peeks at what has arrived. It consumes nothing but a PROXY header. It tells whether the connection is decided: it was
// handed to the listener, to be held for a worker, or closed. The last look always decides.
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
	k.accepted = k.peeker.listener.reactor.now // the time before did not count as waiting for a worker
	k.listener.hold(k.connection)
	k.listener.rotation.enter(k.listener)
	return true
}

// readHeader consumes the header, if it has arrived. More means that it may still arrive.
func (k *peeked) readHeader(data []byte, last bool) peek.Verdict {
	var h peek.Header
	verdict := h.Read(data)
	if verdict == peek.More && !last {
		return peek.More
	}
	switch {
	case verdict == peek.Found:
		// A second header may come from the client, passed on by a proxy that does not speak the protocol.
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

// headerSize is how many of the peeked bytes were consumed with the header.
func (k *peeked) headerSize() int {
	if k.header == nil {
		return 0
	}
	return k.header.size
}

// readValue finds the value that the policy goes by. It tells whether the value is known, or will not arrive.
func (k *peeked) readValue(data []byte, last bool) (known bool) {
	if k.peeker.headMax == 0 {
		return true
	}
	value, verdict := k.peeker.wanted.Find(data, &k.progress)
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

// reject closes a connection that does not begin as it has to.
func (k *peeked) reject() {
	k.listener.stats.PeekRejections++
	sys.Discard(k.fd)
	k.peeker.listener.reactor.headers.put(k.header)
}

// revive makes a connection again from a descriptor that comes back from a worker, with the header that the worker was sent. Its
// first bytes are still in the socket, so that the policy's value can be read again.
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

// nameClient takes the client's address from the header, if it has one.
func (c *connection) nameClient(h *peek.Header) {
	if h.Names() {
		c.IP, c.Port = h.Source.IP, h.Source.Port
	}
}
