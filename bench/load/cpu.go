package main

import (
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// processClock is the id of a process's CPU clock: nanoseconds of all its
// threads, those that ended too (what clock_getcpuclockid(3) computes).
// /proc/PID/stat counts in ticks of 10 ms, which is too coarse here.
func processClock(pid int) int32 {
	const schedClock = 2
	return int32(^pid<<3 | schedClock)
}

// cpuTime is the CPU time a process has used, false when it is gone. The raw
// call: x/sys would do, but its clock id type differs between architectures.
func cpuTime(pid int) (time.Duration, bool) {
	var spec unix.Timespec
	clock := processClock(pid)
	_, _, errno := unix.RawSyscall(unix.SYS_CLOCK_GETTIME,
		uintptr(clock), uintptr(unsafe.Pointer(&spec)), 0)
	return time.Duration(spec.Nano()), errno == 0
}

// cpuMeter reads what processes used between start and stop.
type cpuMeter struct {
	pids   []int
	before []time.Duration
	used   map[int]int64 // microseconds by pid; a process that ended is missing
	own    time.Duration
}

const self = 0

func (m *cpuMeter) start() {
	m.before = make([]time.Duration, len(m.pids))
	for i, pid := range m.pids {
		m.before[i], _ = cpuTime(pid)
	}
	m.own, _ = cpuTime(self)
}

func (m *cpuMeter) stop() {
	m.used = make(map[int]int64, len(m.pids))
	for i, pid := range m.pids {
		if now, ok := cpuTime(pid); ok {
			m.used[pid] = (now - m.before[i]).Microseconds()
		}
	}
	now, _ := cpuTime(self)
	m.own = now - m.own
}
