package core

import "time"

const (
	// paceEvery is the number of hand-offs after which the pace is measured again.
	paceEvery = 32
	// paceFast is the pace, in connections a second, from which workers are told to pull as soon as none is idle, although each may be
	// idle again before the next connection comes. At such a pace the hand-offs cost more than they are worth: 32 clients of 2 workers
	// were served 11,000 connections a second, half of them handed off, and 13,400 when a twentieth was. Below it each worker keeps its
	// turn, also one that works on for a while after it has answered.
	paceFast = 2000
)

// pace is how fast connections come to the workers of a listener: those that it hands off, and all that they pull.
type pace struct {
	fast  bool
	left  int           // hand-offs until it is measured again
	total uint64        // connections when it was measured last
	since time.Duration // when that was
}

// count is called for each connection that is handed off.
func (p *pace) count(l *listener) {
	if p.left--; p.left > 0 {
		return
	}
	now, total := l.reactor.now, l.stats.Accepted+l.countPulled()
	// A worker that has gone takes its count along.
	p.fast = total > p.total && time.Duration(total-p.total)*time.Second > paceFast*(now-p.since)
	p.left, p.total, p.since = paceEvery, total, now
}
