package core

import "gocluster/core/wire"

// saturatedTicks is the number of ticks in a row at which connections waited and no worker had time, after which a listener
// counts as saturated. It is a fifth of a second.
const saturatedTicks = 6

// watch switches notices about the session's workers and listeners on or off. States that hold already are reported at the next tick.
func (s *session) watch(on bool) {
	s.watches = on
	for _, w := range s.cluster.workers.all() {
		w.reported = false
	}
	for _, l := range s.cluster.listeners.all() {
		l.waitedTicks, l.reported = 0, false
	}
	s.reactor.startClock()
}

// report runs at each tick and notifies a session that watches. It tells whether the clock must go on, because a worker is
// stalled or connections wait, and the session expects a notice when that ends.
func (c *cluster) report() (goOn bool) {
	if !c.owner.watches {
		return false
	}
	for _, w := range c.workers.all() {
		stalled := w.flow.stall.stalled() && !w.flow.recovered()
		c.reportChange(&w.reported, stalled, w.id, wire.Stalled, wire.Recovered)
		goOn = goOn || stalled
	}
	for _, l := range c.listeners.all() {
		waits := l.anyWait()
		if !waits {
			l.waitedTicks = 0
		} else if l.waitedTicks < saturatedTicks {
			l.waitedTicks++
		}
		c.reportChange(&l.reported, l.waitedTicks == saturatedTicks, l.id, wire.Saturated, wire.Resumed)
		goOn = goOn || waits
	}
	return goOn
}

func (c *cluster) reportChange(reported *bool, is bool, id uint32, begins, ends wire.NoticeKind) {
	if *reported == is {
		return
	}
	*reported = is
	kind := ends
	if is {
		kind = begins
	}
	c.owner.notify(wire.Notice{Kind: kind, ID: id})
}

// anyWait tells whether connections wait for a worker that has time. A Unix socket counts as having some while its workers are
// wanted, because the kernel does not tell.
func (l *listener) anyWait() bool {
	if l.pending.len() > 0 {
		return true
	}
	return l.wanting && !l.shutDown && !l.members.anyEligible() && (l.queue.waiting() > 0 || l.queue.isUnix())
}
