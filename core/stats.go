package core

import (
	"time"

	"gocluster/core/sys"
	"gocluster/core/wire"
)

// Statistics are plain counters of the reactor, each beside what it counts. What is known without counting, such as the depth of
// a worker's queue, is looked up when statistics are asked for.

// handedOff counts a connection that was sent to a worker. The time from accept to its first hand-off is recorded.
func (l *listener) handedOff(c connection) {
	l.stats.HandedOff++
	if c.accepted == 0 {
		return
	}
	wait := uint64((l.reactor.now - c.accepted) / time.Microsecond)
	bucket := 0
	for bucket < len(wire.WaitBounds) && wait > wire.WaitBounds[bucket] {
		bucket++
	}
	l.stats.Waits[bucket]++
	l.stats.WaitTotal += wait
}

func (l *listener) snapshot() wire.ListenerStats {
	s := l.stats
	s.Pending = uint64(l.pending.len())
	if l.fd >= 0 {
		s.Queued = uint64(l.queue.waiting())
	}
	if l.peeker != nil {
		s.Peeking = uint64(l.peeker.count)
	}
	return s
}

// counts are the core's counters of the worker, with those of the worker's page.
func (w *worker) counts() wire.WorkerStats {
	s := w.stats
	s.Taken, s.Pulled = w.flow.page.Taken(), w.flow.page.Pulled()
	return s
}

func (w *worker) snapshot() wire.WorkerStats {
	s := w.counts()
	s.State = uint64(w.state())
	if w.leaving {
		s.Leaving = 1
	}
	if w.flow.stall.stalled() {
		s.Stalled = 1
	}
	w.flow.ask()
	s.Depth = uint64(w.flow.chosen + w.flow.queued)
	if s.Turns = w.flow.page.Turns(); s.Turns > 0 {
		s.Open, s.Heap = uint64(w.flow.page.Open()), w.flow.page.Heap()
		s.Busy, s.Longest = uint64(w.flow.page.Busy()/time.Microsecond), uint64(w.flow.page.Longest()/time.Microsecond)
		s.WaitsOn = w.flow.page.WaitsOn()
		s.BusyFor = uint64(w.flow.page.BusyFor(sys.Now()) / time.Millisecond)
	}
	return s
}

// totals are the sums of a cluster, including listeners and workers that are gone.
func (c *cluster) totals() wire.TotalStats {
	sum := c.ended
	for _, l := range c.listeners.all() {
		sum.AddListener(l.stats)
	}
	for _, w := range c.workers.all() {
		sum.AddWorker(w.counts())
	}
	return sum
}

func (r *reactor) snapshot() wire.CoreStats {
	s := r.stats
	s.Iterations = r.iterations
	s.Clusters, s.Sessions = uint64(len(r.clusters)), uint64(len(r.sessions))
	for _, c := range r.clusters {
		for _, l := range c.listeners.all() {
			if l.backingOff {
				s.BackingOff++
			}
		}
	}
	return s
}

// sendStats sends one notice for each record, and then the answer, in as few messages as they fit. A session that has a cluster gets
// the records of that cluster, a reader gets those of all clusters.
func (s *session) sendStats(seq uint32) {
	send := func(record wire.Record) {
		s.reactor.garbage.count(1)
		s.outbox = append(s.outbox, wire.Notice{Kind: wire.Counted, ID: seq, Text: record.Encode()}.Append(nil))
	}
	send(s.reactor.snapshot().Record())
	for _, c := range s.reactor.clusters {
		if s.cluster != nil && s.cluster != c {
			continue
		}
		send(c.totals().Record(c.id))
		for _, l := range c.listeners.all() {
			send(l.snapshot().Record(c.id, l.id))
		}
		for _, w := range c.workers.all() {
			send(w.snapshot().Record(c.id, w.id))
		}
	}
	s.answer(seq, nil)
}
