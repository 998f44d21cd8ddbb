package core

import (
	"golang.org/x/sys/unix"

	"gocluster/core/sys"
	"gocluster/core/wire"
)

// requestsMax bounds how many requests of one session are handled in an iteration.
const requestsMax = 64

// session is the core's end of a control channel. The other end belongs to the loader (the root channel, which may only attach
// further channels), to a JavaScript thread that forks workers (the session has a cluster), or to a client that only reads (it
// has none).
type session struct {
	reactor *reactor
	channel int // owned
	token   int32
	root    bool
	cluster *cluster // nil if the session may change nothing
	outbox  [][]byte // notices that the channel had no space for
	blocked bool     // the channel has no space: epoll reports when it has, and no request is read before that
	watches bool     // gets notices about its workers and listeners: watch.go
}

func (s *session) rank() rank { return rankControl }

// run handles requests. When the other side has closed its end, it closes the session and its cluster.
func (s *session) run(uint32) {
	s.sendOutbox()
	m := s.reactor.message
	for handled := 0; handled < requestsMax && !s.blocked; handled++ {
		bytes, fds, err := m.Receive(s.channel)
		if sys.IsTransient(err) {
			return
		}
		if bytes == 0 {
			s.close()
			return
		}
		request, malformed := wire.ParseRequest(m.Bytes[:bytes])
		switch {
		case malformed != nil:
			discardAll(m.FDs[:fds])
		case err != nil:
			s.reject(request, err)
		default:
			s.handle(request, append([]int32(nil), m.FDs[:fds]...))
		}
	}
}

// handle carries out one request and owns its descriptors.
func (s *session) handle(request wire.Request, fds []int32) {
	switch {
	case s.root:
		s.attach(request, fds)
	case request.Op == wire.Stats:
		discardAll(fds)
		s.sendStats(request.Seq)
	case s.cluster == nil:
		discardAll(fds)
		s.reject(request, unix.EPERM)
	default:
		s.change(request, fds)
	}
}

// attach handles a request on the root channel, on which only Attach and AttachReader are allowed.
func (s *session) attach(request wire.Request, fds []int32) {
	attaches := request.Op == wire.Attach || request.Op == wire.AttachReader
	if !attaches || len(fds) != 1 {
		discardAll(fds)
		return
	}
	attached, err := s.reactor.attach(int(fds[0]))
	if err != nil {
		discardAll(fds)
		return
	}
	if request.Op == wire.Attach {
		attached.own()
	}
}

// change carries out a request that changes the session's cluster. A request about a worker or listener that does not exist is
// ignored: it may have crossed with a notice.
func (s *session) change(request wire.Request, fds []int32) {
	c := s.cluster
	l, w := c.listeners.get(request.Listener), c.workers.get(request.Worker)
	switch {
	case request.Op == wire.Listen:
		s.answer(request.Seq, c.listen(request, fds))
		return
	case request.Op == wire.CloseListener:
		c.closeListeners(request.Listeners())
		if request.Seq != wire.Unanswered {
			s.answer(request.Seq, nil)
		}
	case isAdding(request) && len(fds) >= 2 && w == nil:
		if err := c.addWorker(request.Worker, fds, request.Op == wire.RestoreWorker); err != nil {
			s.reportBroken(request.Worker, err)
		}
		return
	case request.Op == wire.Watch:
		s.watch(request.Worker != 0)
	case request.Op == wire.RemoveWorker && w != nil:
		w.lose()
	case request.Op == wire.Place && w != nil:
		w.place = request.Listener
	case request.Op == wire.DrainWorker && w != nil:
		w.drain()
	case request.Op == wire.Suspend && l != nil && request.Worker == 0:
		l.suspend()
	case request.Op == wire.Resume && l != nil && request.Worker == 0:
		l.resume()
	case (request.Op == wire.Suspend || request.Op == wire.Resume) && w != nil:
		w.suspend(request.Op == wire.Suspend)
	case request.Op == wire.Join && l != nil && w != nil:
		l.join(w)
	case request.Op == wire.Leave && w != nil:
		c.leave(w, request.Listeners())
	}
	discardAll(fds)
}

func isAdding(request wire.Request) bool {
	return request.Op == wire.AddWorker || request.Op == wire.RestoreWorker
}

// reject answers a request that was not carried out.
func (s *session) reject(request wire.Request, err error) {
	if isAdding(request) {
		s.reportBroken(request.Worker, err)
	} else {
		s.answer(request.Seq, err)
	}
}

// answer sends the result of a request; err is nil if it was carried out.
func (s *session) answer(seq uint32, err error) {
	s.notify(wire.Notice{Kind: wire.Answer, ID: seq, Errno: Errno(err)})
}

// reportBroken notifies the session that the core has closed a worker's channel, or could not add the worker.
func (s *session) reportBroken(worker uint32, err error) {
	s.notify(wire.Notice{Kind: wire.Broken, ID: worker, Errno: Errno(err)})
}

// notify sends a notice, or keeps it until the channel has space: the thread at the other end may be blocked.
func (s *session) notify(n wire.Notice) {
	if s.root {
		return
	}
	s.outbox = append(s.outbox, n.Append(nil))
	s.sendOutbox()
}

// sendOutbox sends the notices, as many in a message as it has room for.
func (s *session) sendOutbox() {
	m := s.reactor.message
	for len(s.outbox) > 0 {
		size, sent := 0, 0
		for sent < len(s.outbox) && (sent == 0 || size+len(s.outbox[sent]) <= len(m.Bytes)) {
			size += copy(m.Bytes[size:], s.outbox[sent])
			sent++
		}
		if err := m.Send(s.channel, size); sys.IsTransient(err) {
			break
		}
		s.outbox = s.outbox[sent:]
	}
	if blocked := len(s.outbox) > 0; blocked != s.blocked {
		s.blocked = blocked
		events := uint32(sys.Readable)
		if blocked {
			events = sys.Writable
		}
		_ = s.reactor.epoll.Modify(s.channel, events, s.token)
	}
}

// own gives the session a cluster.
func (s *session) own() {
	s.reactor.clusterID++
	s.cluster = &cluster{reactor: s.reactor, owner: s, id: s.reactor.clusterID}
	s.reactor.clusters = append(s.reactor.clusters, s.cluster)
}

func (s *session) close() {
	s.reactor.sessions = without(s.reactor.sessions, s)
	// The channel is closed last, even after a panic: its end means to the other side that nothing listens any more.
	defer func() {
		s.reactor.forget(s.token)
		s.reactor.epoll.Remove(s.channel)
		sys.Close(s.channel)
	}()
	if s.cluster != nil {
		s.reactor.clusters = without(s.reactor.clusters, s.cluster)
		s.cluster.close()
	}
}
