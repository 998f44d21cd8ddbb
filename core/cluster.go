package core

import (
	"golang.org/x/sys/unix"

	"gocluster/core/policy"
	"gocluster/core/sys"
	"gocluster/core/wire"
)

// cluster holds what belongs together: listeners, each with its policy, and the workers that serve them. Their numbers are chosen
// by the session that owns the cluster, and have a meaning only within it.
type cluster struct {
	reactor   *reactor
	owner     *session
	id        uint32 // in statistics
	listeners table[*listener]
	workers   table[*worker]
	rotation  rotation
	ended     wire.TotalStats // totals of listeners and workers that are gone
}

// listen adds a listener for a socket of the primary that listens already. It owns fds.
func (c *cluster) listen(request wire.Request, fds []int32) error {
	err := c.addListener(request, fds)
	if err != nil {
		discardAll(fds)
	}
	return err
}

// addListener owns fds unless it fails.
func (c *cluster) addListener(request wire.Request, fds []int32) error {
	id, backlog := request.Listener, request.Worker
	if id == wire.Probe || c.listeners.get(id) != nil || len(fds) != 1 {
		return unix.EINVAL
	}
	fd := int(fds[0])
	family, err := sys.ListenerFamily(fd)
	if err != nil {
		return err
	}
	// accept must not block. The flag belongs to the socket, so it applies to all processes that share it.
	if err := unix.SetNonblock(fd, true); err != nil {
		return err
	}
	l := &listener{
		reactor:  c.reactor,
		rotation: &c.rotation,
		id:       id,
		fd:       fd,
		family:   family,
		queue:    newKernelQueue(fd, family, backlog),
		options:  request.Options,
		policy:   newPolicy(request.Options),
		armed:    true,
	}
	l.peeker = newPeeker(l, request.Options)
	if l.token, err = c.reactor.register(fd, l); err != nil {
		return err
	}
	l.watch() // disarms it: no worker is ready yet
	c.listeners.add(id, l)
	return nil
}

func newPolicy(options wire.ListenOptions) policy.Policy[*worker] {
	switch options.Policy {
	case wire.LeastConnections:
		return policy.NewLeastConnections((*worker).open, (*worker).isIdleSoon)
	case wire.Sticky:
		return policy.NewSticky((*worker).placeOf, (*worker).number, options.Key.IPv6Prefix)
	}
	return policy.NewRoundRobin[*worker]()
}

// closeListeners closes the listeners with these numbers, and ignores unknown numbers.
func (c *cluster) closeListeners(ids []uint32) {
	for _, id := range ids {
		if l := c.listeners.get(id); l != nil {
			c.listeners.remove(id)
			c.ended.AddListener(l.stats)
			l.close()
		}
	}
}

// addWorker owns fds: the channel, a duplicate of the worker's end and, if the kernel has pidfds, the worker's. A restored worker
// is one that served under a core that has failed.
func (c *cluster) addWorker(id uint32, fds []int32, restored bool) error {
	w := &worker{
		reactor: c.reactor,
		cluster: c,
		id:      id,
		channel: int(fds[0]),
		inbox:   int(fds[1]),
		place:   id,
		pidfd:   -1,
		batch:   make([]connection, 0, bound),
	}
	if len(fds) > 2 {
		w.pidfd = int(fds[2])
		discardAll(fds[3:])
	}
	var err error
	if w.flow, err = newFlow(c.reactor, w.channel, w.inbox); err == nil {
		if w.token, err = c.reactor.register(w.channel, w); err != nil {
			w.flow.close()
		}
	}
	if err != nil {
		discardAll(fds[:min(len(fds), 3)])
		return err
	}
	if w.pidfd >= 0 {
		if w.pidtok, err = c.reactor.register(w.pidfd, pidfdSource{w}); err != nil {
			// Without it the primary reports the end of the worker, as on a kernel that has no pidfds.
			sys.Close(w.pidfd)
			w.pidfd = -1
		}
	}
	if restored {
		w.restore()
	}
	c.workers.add(id, w)
	return nil
}

// leave ends a worker's membership in listeners. Its unread connections go to a worker that is idle. If there is none they stay
// with the worker, which reads them before it closes its servers: the busy workers may be the next to leave, and the connections
// that a listener holds are closed with the listener.
func (c *cluster) leave(w *worker, ids []uint32) {
	for _, id := range ids {
		if l := c.listeners.get(id); l != nil {
			l.leave(w)
		}
	}
	if w.flow.mayHaveUnread() && w.canBeRelieved() {
		w.relocate()
		c.rotation.handOut()
	}
}

// close closes all workers and listeners. What the workers had not read goes back to the listeners, and is closed with them.
func (c *cluster) close() {
	for _, w := range c.workers.all() {
		w.takeBack()
		w.close()
	}
	for _, l := range c.listeners.all() {
		l.close()
	}
	c.workers, c.listeners, c.rotation = table[*worker]{}, table[*listener]{}, rotation{}
}
