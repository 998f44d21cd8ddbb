package core

import (
	"golang.org/x/sys/unix"

	"gocluster/core/sys"
	"gocluster/core/wire"
)

// requestsMax bounds how many requests of one primary run in a turn.
const requestsMax = 64

// primary is one JavaScript thread that forks workers, seen through its control channel. Listeners and workers belong to
// it, and their numbers mean something only within it.
type primary struct {
	reactor   *reactor
	channel   int // owned
	token     int32
	root      bool // takes Attach, and nothing else
	listeners map[uint32]*listener
	workers   map[uint32]*worker
	outbox    [][]byte // notices that the channel had no room for
	full      bool     // and epoll says when it has
}

func (p *primary) rank() rank { return rankControl }

// run answers requests. When the thread has closed its end, all that belongs to it goes.
func (p *primary) run(uint32) {
	p.sendOutbox()
	m := p.reactor.message
	for range requestsMax {
		// A request may bring descriptors, and is rare: it always finds the reserve's places free.
		p.reactor.reserve.spend()
		bytes, fds, err := m.Receive(p.channel)
		p.reactor.reserve.fill()
		if sys.IsTransient(err) {
			return
		}
		if bytes == 0 {
			p.close()
			return
		}
		request, malformed := wire.ParseRequest(m.Bytes[:bytes])
		switch {
		case malformed != nil:
			discardAll(m.FDs[:fds])
		case err != nil:
			p.reject(request, err)
		default:
			p.serve(request, append([]int32(nil), m.FDs[:fds]...))
		}
	}
}

// reject says no to a request whose descriptors were lost on the way.
func (p *primary) reject(request wire.Request, err error) {
	switch request.Op {
	case wire.AddWorker:
		p.notify(wire.Notice{Kind: wire.Broken, ID: request.Worker, Errno: Errno(err)})
	default:
		p.notify(wire.Notice{Kind: wire.Answer, ID: request.Seq, Errno: Errno(err)})
	}
}

// serve carries out one request and owns its descriptors.
func (p *primary) serve(request wire.Request, fds []int32) {
	l, w := p.listeners[request.Listener], p.workers[request.Worker]
	switch {
	case p.root:
		if request.Op == wire.Attach && len(fds) == 1 {
			if _, err := p.reactor.attach(int(fds[0]), false); err == nil {
				return
			}
		}
	case request.Op == wire.Listen:
		p.listen(request, fds)
		return
	case request.Op == wire.CloseListener:
		if l != nil {
			delete(p.listeners, l.id)
			l.close()
		}
		p.notify(wire.Notice{Kind: wire.Answer, ID: request.Seq})
	case request.Op == wire.AddWorker && len(fds) >= 2 && w == nil:
		p.addWorker(request.Worker, fds)
		return
	case request.Op == wire.RemoveWorker && w != nil:
		w.lose()
	case request.Op == wire.DrainWorker && w != nil:
		w.drain()
	case request.Op == wire.Join && l != nil && w != nil:
		l.join(w)
	case request.Op == wire.Leave && l != nil && w != nil:
		l.leave(w)
		w.takeBack()
		p.dispatch()
	}
	discardAll(fds)
}

func (p *primary) listen(request wire.Request, fds []int32) {
	answer := wire.Notice{Kind: wire.Answer, ID: request.Seq}
	defer func() { p.notify(answer) }()
	if request.Listener == wire.Probe || p.listeners[request.Listener] != nil {
		discardAll(fds)
		answer.Errno = unix.EINVAL
		return
	}
	s, err := bind(request.Bind, fds)
	if err == nil && s.fd >= p.reactor.fdCeiling {
		s.remove()
		err = unix.EMFILE // what is left is for the rest of the process
	}
	if err != nil {
		answer.Errno = Errno(err)
		return
	}
	l := &listener{
		reactor: p.reactor,
		id:      request.Listener,
		fd:      s.fd,
		family:  s.family,
		path:    s.path,
		members: make(map[*worker]membership),
		watched: true,
	}
	l.token, err = p.reactor.register(l.fd, l)
	if err != nil {
		s.remove()
		answer.Errno = Errno(err)
		return
	}
	l.watch() // nobody is ready yet
	p.listeners[l.id] = l
	answer.Family, answer.Port, answer.Address = s.name()
}

// addWorker owns fds: the channel, the duplicate of the worker's end and, where the kernel has them, a pidfd.
func (p *primary) addWorker(id uint32, fds []int32) {
	w := &worker{
		reactor:  p.reactor,
		primary:  p,
		id:       id,
		channel:  int(fds[0]),
		inbox:    int(fds[1]),
		pidfd:    -1,
		batch:    make([]connection, 0, bound),
		prefetch: bound,
	}
	if len(fds) > 2 {
		w.pidfd = int(fds[2])
		discardAll(fds[3:])
	}
	var err error
	if w.token, err = p.reactor.register(w.channel, w); err != nil {
		discardAll(fds[:min(len(fds), 3)])
		p.notify(wire.Notice{Kind: wire.Broken, ID: id, Errno: Errno(err)})
		return
	}
	if w.pidfd >= 0 {
		if w.pidtok, err = p.reactor.register(w.pidfd, exit{w}); err != nil {
			// Without it the primary's word has to do, as on a kernel that has no pidfd.
			sys.Close(w.pidfd)
			w.pidfd = -1
		}
	}
	p.workers[id] = w
}

// dispatch hands out what is pending, after a worker got room or gave something back.
func (p *primary) dispatch() {
	for _, l := range p.listeners {
		l.dispatch()
	}
}

// notify sends a notice, or keeps it until the channel has room: the primary may be blocked.
func (p *primary) notify(n wire.Notice) {
	if p.root {
		return
	}
	p.outbox = append(p.outbox, n.Append(nil))
	p.sendOutbox()
}

func (p *primary) sendOutbox() {
	m := p.reactor.message
	for len(p.outbox) > 0 {
		if err := m.Send(p.channel, copy(m.Bytes[:], p.outbox[0])); sys.IsTransient(err) {
			break
		}
		p.outbox = p.outbox[1:]
	}
	if full := len(p.outbox) > 0; full != p.full {
		p.full = full
		events := uint32(sys.Readable)
		if full {
			events |= sys.Writable
		}
		_ = p.reactor.epoll.Modify(p.channel, events, p.token)
	}
}

func (p *primary) close() {
	delete(p.reactor.primaries, p)
	// Last, and whatever happens: the channel's end tells that nothing listens any more.
	defer func() {
		p.reactor.forget(p.token)
		p.reactor.epoll.Remove(p.channel)
		sys.Close(p.channel)
	}()
	// What the workers had not read goes to the listeners, and ends with them.
	for _, w := range p.workers {
		w.takeBack()
		w.close()
	}
	for _, l := range p.listeners {
		l.close()
	}
	p.workers, p.listeners = nil, nil
}
