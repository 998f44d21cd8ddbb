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
	// restMax bounds how many yields are skipped after an expensive one.
	restMax = 1024
)

// yielder gives the CPU to others, unless that has proved expensive. The zero value is ready.
type yielder struct {
	rest  int // how many yields to skip
	after int // how many were skipped after the last expensive one, halved by each cheap one since
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

// judge learns from a yield's cost: each expensive one makes the rest after it four times as long, each cheap one halves it. So
// the rest grows if more than a third are expensive.
func (y *yielder) judge(cost time.Duration) {
	if cost > yieldMax {
		y.after = min(4*y.after+1, restMax)
		y.rest = y.after
	} else {
		y.after /= 2
	}
}
