package core

import (
	"runtime"
	"time"

	"gocluster/core/sys"
)

const (
	// eventsMax is how many ready descriptors one turn looks at.
	eventsMax = 256
	// tick is how often workers with unread connections are looked at; the clock stands still when there are none. A
	// worker that only waits for a CPU should not look stalled.
	tick = 40 * time.Millisecond
	// fdHeadroom is how many descriptors the core leaves to the rest of the process, or this part of a low limit.
	fdHeadroom     = 64
	fdHeadroomPart = 4
)

// rank is the order in which what is ready runs within a turn.
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
	epoll     *sys.Epoll
	clock     *sys.Timer
	watchdog  sys.Watchdog
	message   *sys.Message // the one buffer of single messages: nothing sends while it handles what it received
	burst     *sys.Burst   // the one buffer of hand-offs
	sources   []source     // by token; nil where a token is free
	free      []int32      // free tokens
	retired   []int32      // tokens that are free from the next turn on
	primaries map[*primary]struct{}
	root      *primary
	handedOff []int     // owned: a worker has duplicates of these, which are closed at the end of the turn
	dirty     []*worker // chosen for connections in this turn, in order
	running   source    // what this turn is at; a panic is its doing
	panics    []time.Time
	reserve   reserve
	turns     uint64
	fdCeiling int  // a descriptor at or above it means that few are left
	crowded   bool // as they are

	endsWithRoot bool // the root channel's end is this process's
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
	r := &reactor{
		epoll:     epoll,
		clock:     clock,
		message:   new(sys.Message),
		burst:     sys.NewBurst(bound),
		primaries: make(map[*primary]struct{}),
		reserve:   reserve{of: clock.FD},
	}
	r.lookAround()
	if _, err := r.register(clock.FD, (*ticker)(r)); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

// turn waits, runs what is ready in the order of the ranks, and sends what was chosen.
func (r *reactor) turn() error {
	events, err := r.epoll.Wait()
	if err != nil {
		return err
	}
	r.turns++
	// Within a turn, which never waits for long, the goroutine keeps the thread that the watchdog watches. Between turns it
	// may change it: waking a goroutine that has a thread of its own is dearer.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	r.watchdog.Follow()
	for now := range ranks {
		for _, event := range events {
			// A source may be gone since the event was reported. Its token is nobody's before the next turn.
			if s := r.sources[event.Fd]; s != nil && s.rank() == now {
				r.running = s
				s.run(event.Events)
			}
		}
	}
	r.flush()
	r.free, r.retired = append(r.free, r.retired...), r.retired[:0]
	return nil
}

// flush sends each worker its batch, and closes what was sent. A send that fails gives connections back, and they may dirty another
// worker.
func (r *reactor) flush() {
	for i := 0; i < len(r.dirty); i++ {
		r.running = r.dirty[i]
		r.dirty[i].send()
	}
	r.dirty = r.dirty[:0]
	r.running = nil
	r.closeHandedOff()
}

// closeHandedOff closes what workers have got. A worker may have been quicker: then this close is the connection's end, just as the
// worker wants it (a reset, or a wait, which the watchdog ends).
func (r *reactor) closeHandedOff() {
	sys.CloseAll(r.handedOff)
	r.handedOff = r.handedOff[:0]
}

// register watches fd, which stays the caller's.
func (r *reactor) register(fd int, s source) (int32, error) {
	token := int32(len(r.sources))
	if n := len(r.free); n > 0 {
		token, r.free = r.free[n-1], r.free[:n-1]
		r.sources[token] = s
	} else {
		r.sources = append(r.sources, s)
	}
	if err := r.epoll.Add(fd, sys.Readable, token); err != nil {
		r.forget(token)
		return -1, err
	}
	return token, nil
}

// forget frees a token for later turns. The descriptor's watch is ended by its owner.
func (r *reactor) forget(token int32) {
	r.sources[token] = nil
	r.retired = append(r.retired, token)
}

// attach serves a control channel. It owns the descriptor unless it fails.
func (r *reactor) attach(fd int, root bool) (*primary, error) {
	p := &primary{
		reactor:   r,
		channel:   fd,
		root:      root,
		listeners: make(map[uint32]*listener),
		workers:   make(map[uint32]*worker),
	}
	token, err := r.register(fd, p)
	if err != nil {
		return nil, err
	}
	p.token = token
	r.primaries[p] = struct{}{}
	return p, nil
}

func (r *reactor) close() {
	for p := range r.primaries {
		_ = safely(func() error { p.close(); return nil })
	}
	r.closeHandedOff()
	r.reserve.spend()
	r.watchdog.Close()
	sys.Close(r.clock.FD)
	_ = r.epoll.Close()
}

// lookAround takes note of how many descriptors there may be and are, which the program can change.
func (r *reactor) lookAround() {
	limit := sys.FDLimit()
	r.fdCeiling = limit - min(fdHeadroom, limit/fdHeadroomPart)
	lowest, err := sys.Spare(r.clock.FD)
	if err == nil {
		sys.Close(lowest)
	}
	r.crowded = err != nil || lowest >= r.fdCeiling
	if r.crowded {
		r.reserve.fill()
	} else {
		r.reserve.grow()
	}
}

// probeRoom notices that the program has taken the last descriptors since the clock looked, or while it stood still.
func (r *reactor) probeRoom() {
	if r.crowded {
		return
	}
	fd, err := sys.Spare(r.clock.FD)
	if err != nil {
		r.crowded = true
		return
	}
	sys.Close(fd)
}

func (r *reactor) startClock() {
	if r.clock.Start(tick) {
		r.watchdog.Feed()
	}
}

// ticker is the reactor in its role as the clock's source.
type ticker reactor

func (t *ticker) rank() rank { return rankClock }

// run looks at every worker and listener that waits for something, and stops the clock when none does.
func (t *ticker) run(uint32) {
	r := (*reactor)(t)
	r.clock.Clear()
	r.watchdog.Feed()
	r.lookAround()
	waiting := false
	for p := range r.primaries {
		for _, w := range p.workers {
			waiting = w.checkProgress() || waiting
		}
		for _, l := range p.listeners {
			// Asked first: what is dispatched now is unread, and the clock must see it read.
			waiting = waiting || l.pending.len() > 0
			l.resting = false
			l.dispatch()
		}
	}
	if !waiting {
		r.clock.Stop()
		r.watchdog.Stop()
	}
}
