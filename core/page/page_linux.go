package page

import (
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// size is that of the shared memory, in bytes; of a memfd on a machine with larger pages the rest is not used.
const size = 4096

// The bits of the state. None is busy.
const (
	idle    = 1 << iota // the worker waits for a connection
	wanted              // the core wants to hear of it when the worker is idle
	mayPull             // until then the worker takes connections from the listening sockets itself
)

// layout is what the memory holds. What different sides write is on different cache lines.
type layout struct {
	state  uint32 // both
	_      [60]byte
	taken  uint64 // worker: connections in all
	pulled uint64 // worker: those of them that it has taken itself

	// What follows the worker writes once a turn of its event loop, whatever else it does.

	ended    uint64 // worker: those of them that are not open any more
	turns    uint64 // worker: of its loop; 0 where it does not tell, and then the others tell nothing, either
	turnedAt uint64 // worker: when the last one began, in milliseconds of CLOCK_MONOTONIC
	heap     uint64 // worker: in use, in bytes
	busy     uint64 // worker: nanoseconds, of its loop: all turns that have ended, without the waiting
	longest  uint64 // worker: and the longest of them
	waitsOn  uint64 // worker: the descriptor on which its loop waits
}

// Page is the core's view of one worker's page. The core's goroutine alone uses it.
type Page struct {
	memory []byte
	wants  int // times that the worker was told that it is wanted, and has not answered, and has not been told otherwise
}

// New makes a page for a worker that is busy. The caller owns the descriptor, which the page does not need.
func New() (page *Page, fd int, err error) {
	fd, err = unix.MemfdCreate("gocluster", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return nil, -1, err
	}
	if err = unix.Ftruncate(fd, size); err == nil {
		// A worker that could shorten it could end the primary: reading behind the end is a SIGBUS.
		_, err = unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, unix.F_SEAL_SHRINK|unix.F_SEAL_GROW|unix.F_SEAL_SEAL)
	}
	if err == nil {
		page, err = Open(fd)
	}
	if err != nil {
		_ = unix.Close(fd)
		return nil, -1, err
	}
	return page, fd, nil
}

// Open maps the page behind a descriptor, which it borrows.
func Open(fd int) (*Page, error) {
	memory, err := unix.Mmap(fd, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, err
	}
	return &Page{memory: memory}, nil
}

// Close unmaps the page.
func (p *Page) Close() {
	if p.memory != nil {
		_ = unix.Munmap(p.memory)
		p.memory = nil
	}
}

// Idle tells whether the worker waits for a connection.
func (p *Page) Idle() bool { return atomic.LoadUint32(&p.layout().state)&idle != 0 }

// Claim makes a worker busy: a connection is on its way to it. It tells whether it was idle.
func (p *Page) Claim() bool { return p.unwanted(atomic.SwapUint32(&p.layout().state, 0))&idle != 0 }

// Release is for a worker that was claimed for nothing: what was to be pushed did not go out.
func (p *Page) Release() { p.unwanted(atomic.SwapUint32(&p.layout().state, idle)) }

// Want has a busy worker wake the core once it rests and, where it may pull, take connections itself until then. It tells
// whether the worker was busy: one that was idle wakes nobody.
func (p *Page) Want(pull bool) bool {
	bits := uint32(wanted)
	if pull {
		bits |= mayPull
	} else {
		atomic.AndUint32(&p.layout().state, ^uint32(mayPull))
	}
	old := atomic.OrUint32(&p.layout().state, bits)
	if old&wanted == 0 {
		p.wants++
	}
	return old&idle == 0
}

// Unwant takes both back.
func (p *Page) Unwant() { p.unwanted(atomic.AndUint32(&p.layout().state, ^uint32(wanted|mayPull))) }

// unwanted is for an operation that has taken back that the worker is wanted, if it still was: then it will not answer. Returns the
// state before it.
func (p *Page) unwanted(old uint32) uint32 {
	if old&wanted != 0 {
		p.wants--
	}
	return old
}

// Woken is for a wake that has come.
func (p *Page) Woken() { p.wants = max(p.wants-1, 0) }

// Owed is how many wakes are on their way: each time the worker was wanted it has either answered, or been told otherwise, or is
// wanted still.
func (p *Page) Owed() int {
	if atomic.LoadUint32(&p.layout().state)&wanted != 0 {
		return p.wants - 1
	}
	return p.wants
}

// Forgive is for wakes that will not come any more.
func (p *Page) Forgive() { p.wants -= p.Owed() }

// Rest is the worker's part, which addon/page.h has in C: it makes the worker idle and tells whether it is to wake the core.
func (p *Page) Rest() bool { return atomic.SwapUint32(&p.layout().state, idle)&wanted != 0 }

// Unrest is the worker's part, too: it does not wait any more, and tells whether it did.
func (p *Page) Unrest() bool { return atomic.AndUint32(&p.layout().state, ^uint32(idle))&idle != 0 }

// MayPull is the worker's part, too.
func (p *Page) MayPull() bool { return atomic.LoadUint32(&p.layout().state)&mayPull != 0 }

// Taken is how many connections the worker has taken, and Pulled how many of them from the listening sockets.
func (p *Page) Taken() uint64  { return atomic.LoadUint64(&p.layout().taken) }
func (p *Page) Pulled() uint64 { return atomic.LoadUint64(&p.layout().pulled) }

// Ended is how many of the connections that it has taken are not open any more, and Open how many are. It may be any number.
func (p *Page) Ended() uint64 { return atomic.LoadUint64(&p.layout().ended) }

func (p *Page) Open() int {
	ended := p.Ended() // first: so that what is taken meanwhile is not missing
	return max(int(p.Taken()-ended), 0)
}

// Turns is how often its event loop has turned; 0 where the worker tells nothing of itself. TurnedAt is when it did so last, on the
// kernel's monotonic clock: a worker that is blocked, and one for which there is nothing to do, have not turned since.
func (p *Page) Turns() uint64 { return atomic.LoadUint64(&p.layout().turns) }

func (p *Page) TurnedAt() time.Duration {
	return time.Duration(atomic.LoadUint64(&p.layout().turnedAt)) * time.Millisecond
}

// Tell is the worker's part, too: what it says of itself.
func (p *Page) Tell(taken, pulled, ended uint64, turnedAt time.Duration) {
	l := p.layout()
	atomic.StoreUint64(&l.taken, taken)
	atomic.StoreUint64(&l.pulled, pulled)
	atomic.StoreUint64(&l.ended, ended)
	atomic.AddUint64(&l.turns, 1)
	atomic.StoreUint64(&l.turnedAt, uint64(turnedAt/time.Millisecond))
}

// Heap is how much of its JavaScript heap is in use, in bytes, about a second ago; while its loop does not turn, before that.
func (p *Page) Heap() uint64 { return atomic.LoadUint64(&p.layout().heap) }

// Busy is how long its event loop was busy, in all turns that have ended, and Longest the longest of these.
func (p *Page) Busy() time.Duration { return time.Duration(atomic.LoadUint64(&p.layout().busy)) }

func (p *Page) Longest() time.Duration { return time.Duration(atomic.LoadUint64(&p.layout().longest)) }

// WaitsOn is the descriptor, one of the worker's, on which its loop waits: who sees it wait elsewhere sees it blocked.
func (p *Page) WaitsOn() uint64 { return atomic.LoadUint64(&p.layout().waitsOn) }

func (p *Page) layout() *layout { return (*layout)(unsafe.Pointer(&p.memory[0])) }
