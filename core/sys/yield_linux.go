package sys

import (
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// yieldMax is what letting others have the CPU may cost. Workers and clients make something ready sooner as a rule; who
	// computes has it for a whole time slice, and every connection would wait for that.
	yieldMax = 2 * time.Millisecond
	// restMin and restMax bound how many times it is not done after it has cost more.
	restMin = 8
	restMax = 1024
)

// yielder lets others have the CPU, unless that has proved dear. The zero value is ready.
type yielder struct {
	rest  int // how often not to do it
	after int // what rest is after the next time that is dear
}

// yield tells whether it has let others run.
func (y *yielder) yield() bool {
	if y.rest > 0 {
		y.rest--
		return false
	}
	begun := time.Now()
	_, _, _ = syscall.RawSyscall(unix.SYS_SCHED_YIELD, 0, 0, 0)
	y.judge(time.Since(begun))
	return true
}

// judge learns from what a yield has cost: each that is dear doubles the rest after it, each other one halves it.
func (y *yielder) judge(cost time.Duration) {
	y.after = max(y.after, restMin)
	if cost > yieldMax {
		y.rest = y.after
		y.after = min(2*y.after, restMax)
	} else {
		y.after /= 2
	}
}
