package main

import "time"

// When the reactor starts connections: the two ways of making load.

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
// measured, up to the end of the last connection.
func (r *reactor) openLoop() error {
	r.start()
	gap := time.Second / time.Duration(r.rate)
	nextTick := r.begin.Add(tick)
	for r.open > 0 || r.started < r.count {
		now := time.Now()
		for r.started < r.count && !r.begin.Add(time.Duration(r.started)*gap).After(now) {
			due := r.begin.Add(time.Duration(r.started) * gap)
			if err := r.connect(r.started, due); err != nil {
				return err
			}
		}
		until := nextTick
		if r.started < r.count {
			if due := r.begin.Add(time.Duration(r.started) * gap); due.Before(until) {
				until = due
			}
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

func (r *reactor) countReached() bool { return r.count > 0 && r.started >= r.count }

// sweep ends what hangs and wakes what pauses.
func (r *reactor) sweep(now time.Time) error {
	for index := range r.clients {
		c := &r.clients[index]
		var err error
		switch {
		case c.state == pausing && r.stopped:
			c.state = idle
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
