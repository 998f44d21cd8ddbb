package main

import "time"

// The two ways of making load, which differ in when the reactor starts connections.

const tick = 10 * time.Millisecond // how often hung and pausing clients are looked for

// closedLoop keeps every client busy until the time or the count is over.
func (r *reactor) closedLoop() error {
	begin := time.Now()
	for i := range r.clients {
		if r.countReached() {
			break
		}
		if err := r.connect(i, time.Now()); err != nil {
			return err
		}
	}
	nextTick := begin.Add(tick)
	for r.open > 0 || !r.stopped {
		if err := r.poll(time.Until(nextTick)); err != nil {
			return err
		}
		now := time.Now()
		elapsed := now.Sub(begin)
		if r.begin.IsZero() && elapsed >= r.warm {
			r.start()
		}
		if !r.stopped && (elapsed >= r.warm+r.duration || r.countReached()) {
			r.stopped = true
			r.stop()
		}
		if !now.Before(nextTick) {
			nextTick = now.Add(tick)
			if err := r.sweep(now); err != nil {
				return err
			}
		}
	}
	return nil
}

// openLoop starts one connection every 1/rate seconds. The whole run is
// measured, up to the end of the last connection. While all clients are in use the next connections wait, and their waits count.
func (r *reactor) openLoop() error {
	r.start()
	gap := time.Second / time.Duration(r.rate)
	nextTick := r.begin.Add(tick)
	for r.open > 0 || r.started < r.count {
		now := time.Now()
		for r.started < r.count && len(r.free) > 0 && !r.due(gap).After(now) {
			last := len(r.free) - 1
			index := r.free[last]
			r.free = r.free[:last]
			if err := r.connect(index, r.due(gap)); err != nil {
				return err
			}
		}
		until := nextTick
		if due := r.due(gap); r.started < r.count && len(r.free) > 0 && due.Before(until) {
			until = due
		}
		if err := r.poll(time.Until(until)); err != nil {
			return err
		}
		if now = time.Now(); !now.Before(nextTick) {
			nextTick = now.Add(tick)
			if err := r.sweep(now); err != nil {
				return err
			}
		}
	}
	r.stop()
	return nil
}

// due is when the next connection of an open loop begins.
func (r *reactor) due(gap time.Duration) time.Time {
	return r.begin.Add(time.Duration(r.started) * gap)
}

func (r *reactor) countReached() bool { return r.count > 0 && r.started >= r.count }

// sweep ends connections that hang, and wakes clients that pause.
func (r *reactor) sweep(now time.Time) error {
	for index := range r.clients {
		c := &r.clients[index]
		var err error
		switch {
		case c.state == pausing && r.stopped:
			c.state = idle
		case c.state == resting && r.stopped:
			abandon(c.fd)
			r.open--
			c.state = idle
		case c.state == resting && !now.Before(c.due):
			c.due = now
			r.ask(c)
		case c.state == pausing && !now.Before(c.due):
			err = r.next(index, now)
		case c.state >= connecting && now.Sub(c.due) > r.timeout:
			err = r.fail(index, &r.Hung)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
