package core

import (
	"time"

	"gocluster/core/sys"
	"gocluster/core/wire"
)

const (
	// eventsMax bounds how many ready descriptors one iteration handles.
	eventsMax = 256
	// tick is how often workers with unread connections are checked; the clock stops when there is nothing to check. It is long
	// enough that a worker that only waits for a CPU does not look stalled.
	tick = 34 * time.Millisecond
)

// rank is the order in which what is ready runs within an iteration.
type rank int

const (
	rankControl rank = iota
	rankWorker
	rankClock
	rankListener
	ranks
)

// source is something with a descriptor in the epoll set.
type source interface {
	rank() rank
	run(events uint32)
}

// reactor owns all state of the core. Only its own goroutine touches it once serve runs.
type reactor struct {
	epoll      *sys.Epoll
	clock      *sys.Timer
	recheck    *sys.Timer   // stopped when it expires
	message    *sys.Message // shared buffer of single messages: what was received is used or copied before anything is sent
	frames     *sys.Batch   // shared buffer of hand-offs
	sources    []source     // by token; nil where a token is free
	free       []int32      // free tokens
	retired    []int32      // tokens that are free from the next iteration on
	sessions   []*session   // in the order in which they attached
	root       *session
	clusters   []*cluster
	handedOff  []int     // owned: connections that were sent in this iteration, and are closed at its end
	dirty      []*worker // workers with connections to send at the end of the iteration, in order
	holding    holding
	garbage    collector
	headers    headers
	firstBytes []byte // shared buffer for the first bytes of connections
	iterations uint64
	stats      wire.CoreStats
	clusterID  uint32 // of the last cluster
	started    time.Time
	booted     time.Duration // the same moment on CLOCK_MONOTONIC, which workers read
	now        time.Duration // time from started to when this iteration's wait ended

	endsWithRoot bool // this process ends with the root channel
}

func newReactor() (*reactor, error) {
	epoll, err := sys.NewEpoll(eventsMax)
	if err != nil {
		return nil, err
	}
	clock, err := sys.NewTimer()
	if err != nil {
		_ = epoll.Close()
		return nil, err
	}
	recheck, err := sys.NewTimer()
	if err != nil {
		_ = epoll.Close()
		sys.Close(clock.FD)
		return nil, err
	}
	r := &reactor{
		epoll:   epoll,
		clock:   clock,
		recheck: recheck,
		message: new(sys.Message),
		frames:  sys.NewBatch(bound),
		started: time.Now(),
		booted:  sys.Now(),
	}
	r.headers.garbage = &r.garbage
	for fd, s := range map[int]source{clock.FD: (*ticker)(r), recheck.FD: (*rechecker)(r)} {
		if _, err := r.register(fd, s); err != nil {
			r.close()
			return nil, err
		}
	}
	return r, nil
}

// iterate waits, runs what is ready in the order of the ranks, and sends the connections that were assigned.
func (r *reactor) iterate() error {
	events, err := r.epoll.Wait()
	if err != nil {
		return err
	}
	r.iterations++
	r.now = time.Since(r.started)
	for now := range ranks {
		for _, event := range events {
			// The source may have been removed since the event was reported. Its token is not reused before the next iteration.
			if s := r.sources[event.Fd]; s != nil && s.rank() == now {
				s.run(event.Events)
				if now == rankControl {
					r.garbage.count(1)
				}
			}
		}
	}
	r.flush()
	r.free, r.retired = append(r.free, r.retired...), r.retired[:0]
	return nil
}

// flush hands out connections that wait, sends each worker its batch, and closes what was sent. A send that fails returns its
// connections, which may then be for another worker.
func (r *reactor) flush() {
	for r.handOut(); len(r.dirty) > 0; r.handOut() {
		for _, w := range r.dirty {
			w.send()
		}
		r.dirty = r.dirty[:0]
	}
	r.closeHandedOff()
}

func (r *reactor) handOut() {
	for _, c := range r.clusters {
		c.rotation.handOut()
	}
}

// closeHandedOff closes the core's descriptors of connections that were sent. If the worker has already closed its own, this
// close ends the connection, as the worker wants.
func (r *reactor) closeHandedOff() {
	sys.CloseAll(r.handedOff)
	r.handedOff = r.handedOff[:0]
}

// register adds fd, which the caller continues to own, to the epoll set.
func (r *reactor) register(fd int, s source) (int32, error) {
	token, err := r.watch(fd, s, sys.Readable)
	if err == nil {
		r.holding.refresh(r.watched())
	}
	return token, err
}

// registerEdges adds a connection whose first bytes are awaited, edge-triggered.
func (r *reactor) registerEdges(fd int, s source) (int32, error) { return r.watch(fd, s, sys.Edges) }

func (r *reactor) watch(fd int, s source, events uint32) (int32, error) {
	token := int32(len(r.sources))
	if n := len(r.free); n > 0 {
		token, r.free = r.free[n-1], r.free[:n-1]
		r.sources[token] = s
	} else {
		r.sources = append(r.sources, s)
	}
	if err := r.epoll.Add(fd, events, token); err != nil {
		r.forget(token)
		return -1, err
	}
	return token, nil
}

// forget frees a token for later iterations. The owner of the descriptor ends its epoll watch.
func (r *reactor) forget(token int32) {
	r.sources[token] = nil
	r.retired = append(r.retired, token)
}

// attach adds the session of a control channel. It owns the descriptor unless it fails.
func (r *reactor) attach(fd int) (*session, error) {
	s := &session{reactor: r, channel: fd}
	token, err := r.register(fd, s)
	if err != nil {
		return nil, err
	}
	s.token = token
	r.sessions = append(r.sessions, s)
	return s, nil
}

func (r *reactor) close() {
	for _, s := range r.sessions {
		s.close()
	}
	r.closeHandedOff()
	sys.Close(r.clock.FD)
	sys.Close(r.recheck.FD)
	_ = r.epoll.Close()
}

// watched is how many sources are registered with the epoll set.
func (r *reactor) watched() int { return len(r.sources) - len(r.free) - len(r.retired) }

func (r *reactor) startClock() {
	r.clock.Start(tick)
}

// ticker is the reactor in its role as the clock's source.
type ticker reactor

func (t *ticker) rank() rank { return rankClock }

// run checks every worker and listener that waits for something, and stops the clock when none does.
func (t *ticker) run(uint32) {
	r := (*reactor)(t)
	r.clock.Clear()
	r.garbage.count(tickPieces)
	r.holding.refresh(r.watched())
	waiting := false
	for _, c := range r.clusters {
		for _, w := range c.workers.all() {
			w.checkWake()
			waiting = w.checkProgress() || waiting
		}
		for _, l := range c.listeners.all() {
			l.backingOff = false
			waiting = l.absorb() || l.pending.len() > 0 || waiting
			if l.peeker != nil {
				waiting = l.peeker.tick() || waiting
			}
		}
		waiting = c.report() || waiting
	}
	if !waiting {
		r.clock.Stop()
	}
}

// rechecker is the reactor in its role as the source of the recheck timer. It has nothing to do but to end the wait: each
// iteration ends by handing out the connections that wait, if a worker may get them.
type rechecker reactor

func (t *rechecker) rank() rank { return rankClock }

func (t *rechecker) run(uint32) {
	t.recheck.Clear()
	t.recheck.Stop()
}
