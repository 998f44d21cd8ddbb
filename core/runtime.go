package core

import (
	"runtime"
	"sync"
)

// spareThreads is how many threads are created in advance. They run other goroutines while the reactor's thread waits in a system
// call or is locked to its goroutine.
const spareThreads = 2

// isAlone tells whether nothing else in the process is written in Go. Other Go code may use the runtime's netpoller, and then a
// garbage collection on the reactor's thread looks at the netpoller's epoll set as well. That set is not in this thread's
// descriptor table, and the runtime would end the process.
var isAlone bool

// SetUpRuntime prepares the Go runtime of a process in which nothing else is written in Go. It is called before Start or Run.
func SetUpRuntime() {
	isAlone = true
	// The reactor is one goroutine. Further processors would only add threads that look for work.
	runtime.GOMAXPROCS(1)
	makeThreads(spareThreads)
}

// makeThreads makes the Go runtime create count threads, which it keeps. If the runtime needed a thread later and could not
// create one, because the user or the container has reached its limit, it would abort the process.
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

// Requests and statistics leave a few hundred bytes of garbage each. Connections and ticks leave none, but what happens to a worker
// does (it stalls, it goes, it is replaced), and the clock runs then.
const (
	garbageMax = 16 << 20 // bytes of heap in use above which garbage is collected
	idlePart   = 16       // and it is collected only while idle memory is less than HeapInuse/idlePart
	lookEvery  = 4096     // pieces of garbage after which the heap is looked at
	tickPieces = 64       // pieces that a tick counts as: the heap is looked at every two seconds
)

// collector collects garbage if the Go runtime was told not to do so by itself (GOGC=off), as it is when it is loaded as a
// library. After a collection the runtime also gives free memory back to the kernel, gradually and by a timer, and its first
// timer opens an epoll set in the descriptor table of the program. It gives nothing back while hardly any memory is free, so the
// collector collects only then.
//
// The zero value is ready.
type collector struct{ pieces int }

// count is called for each run of a session, each record of statistics, each header that is allocated, and each tick.
func (c *collector) count(pieces int) {
	if c.pieces += pieces; c.pieces < lookEvery || !isAlone {
		return
	}
	c.pieces = 0
	var heap runtime.MemStats
	runtime.ReadMemStats(&heap)
	if heap.HeapInuse > garbageMax && heap.HeapIdle-heap.HeapReleased < heap.HeapInuse/idlePart {
		runtime.GC()
	}
}
