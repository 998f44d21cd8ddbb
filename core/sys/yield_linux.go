package sys

import (
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// yieldMax is how long a yield may take. Workers and clients usually make something ready sooner: one turn of their loop is 8
	// connections, on a slow machine more than a millisecond. CPU-bound processes keep the CPU for most of a time slice (0.7 to
	// 4 ms), and every connection would wait for that: a third to a half of those slices are longer than this.
	yieldMax = 2 * time.Millisecond
	// restMax bounds how many times it is not done after it has cost more.
	restMax = 1024
)

// yielder lets others have the CPU, unless that has proved dear. The zero value is ready.
type yielder struct {
	rest  int // how often not to do it
	after int // what it was after the last time that was dear, halved by each since that was not
}

func (y *yielder) yield() {
	if y.rest > 0 {
		y.rest--
		return
	}
	begun := time.Now()
	_, _, _ = syscall.RawSyscall(unix.SYS_SCHED_YIELD, 0, 0, 0)
	y.judge(time.Since(begun))
}

// judge learns from what a yield has cost. Each that is dear makes the rest after it four times as long, each other one
// halves it: it grows where more than a third are dear.
func (y *yielder) judge(cost time.Duration) {
	if cost > yieldMax {
		y.after = min(4*y.after+1, restMax)
		y.rest = y.after
	} else {
		y.after /= 2
	}
}
