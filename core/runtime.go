package core

import (
	"runtime"
	"sync"
)

// spareThreads is how many threads take over while the reactor's waits, or has its thread for itself.
const spareThreads = 2

// isAlone tells whether nothing else in the process is written in Go. Where something is, it may use the runtime's poller, which looks
// at its epoll set also when the reactor's thread collects garbage: there it is not in the table of descriptors, and the process ends.
var isAlone bool

// SetUpRuntime makes the Go runtime of a process fit for a core. It is called before Start or Run, where nothing else in the process
// is written in Go.
func SetUpRuntime() {
	isAlone = true
	// The reactor is one goroutine. More processors would only mean threads that look for work.
	runtime.GOMAXPROCS(1)
	makeThreads(spareThreads)
}

// makeThreads has the Go runtime make threads, which it keeps. When it needs one later and may not have it, because the
// user or the container has all that it may have, it aborts the process.
func makeThreads(count int) {
	var ready sync.WaitGroup
	release := make(chan struct{})
	for range count {
		ready.Add(1)
		go func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			ready.Done()
			<-release
		}()
	}
	ready.Wait()
	close(release)
}

// Garbage comes with requests and with statistics, a few hundred bytes each, and not with connections.
const (
	garbageMax = 16 << 20 // bytes of heap from which on it is collected
	idlePart   = 16       // of which no more than one such part is free
	lookEvery  = 4096     // requests and records, after which the heap is looked at
)

// collector collects garbage where the Go runtime was told not to do so by itself (GOGC=off), as the library's loader does. The
// runtime would also give free memory back to the kernel, little by little, by a timer, and its first timer opens an epoll set
// in the descriptor table of the program. Where hardly anything is free it gives nothing back.
//
// The zero value is ready.
type collector struct{ pieces int }

// count is called for each request and each record of statistics.
func (c *collector) count() {
	if c.pieces++; c.pieces < lookEvery || !isAlone {
		return
	}
	c.pieces = 0
	var heap runtime.MemStats
	runtime.ReadMemStats(&heap)
	if heap.HeapInuse > garbageMax && heap.HeapIdle-heap.HeapReleased < heap.HeapInuse/idlePart {
		runtime.GC()
	}
}
