package page

import (
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// size is the size of the shared memory, in bytes. On a machine with larger pages the rest of the memfd's page is not used.
const size = 4096

// The bits of the state. A worker that is not idle is busy.
const (
	idle    = 1 << iota // the worker waits for a connection
	wanted              // the worker is to wake the core when it becomes idle
	mayPull             // until then the worker pulls connections from the listening sockets
)

// layout is what the memory holds. Fields that different sides write are on different cache lines.
type layout struct {
	state  uint32 // both
	_      [60]byte
	taken  uint64 // worker: connections in all
	pulled uint64 // worker: connections that it has pulled, which are included in taken

	// The worker writes what follows in the turns of its event loop, whatever else it does.

	ended    uint64 // worker: connections of taken that are not open any more
	turns    uint64 // worker: turns of its loop; 0 if it does not report: then all from ended on mean nothing
	turnedAt uint64 // worker: when the last turn began, in milliseconds of CLOCK_MONOTONIC
	heap     uint64 // worker: heap in use, in bytes
	busy     uint64 // worker: nanoseconds that its loop was busy in all turns that have ended, without the waiting
	longest  uint64 // worker: the same of the longest turn
	waitsOn  uint64 // worker: the descriptor on which its loop waits
	wakesBy  uint64 // worker: when the wait of this turn has ended, or will at the latest, like turnedAt; 0 if it does not tell
}

// Page is the core's view of one worker's page. Only the core's goroutine uses it.
type Page struct {
	memory []byte
	wants  int // marks as wanted that the worker has not answered, and that were not taken back
}

// New makes the page of a worker, which is busy at first. The caller owns the descriptor; the page does not need it.
func New() (page *Page, fd int, err error) {
	fd, err = unix.MemfdCreate("gocluster", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return nil, -1, err
	}
	if err = unix.Ftruncate(fd, size); err == nil {
		// A worker that could shorten the memory could kill the primary: an access beyond the end raises SIGBUS.
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

// Claim makes a worker busy, because a connection is sent to it. It tells whether the worker was idle.
func (p *Page) Claim() bool { return p.unwanted(atomic.SwapUint32(&p.layout().state, 0))&idle != 0 }

// Release makes a claimed worker idle again, because the connection was not sent.
func (p *Page) Release() { p.unwanted(atomic.SwapUint32(&p.layout().state, idle)) }

// Want marks a busy worker: it wakes the core once it rests and, if pull is true, pulls connections until then. It tells whether
// the worker was busy; an idle worker wakes nobody.
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

// Unwant takes both marks back.
func (p *Page) Unwant() { p.unwanted(atomic.AndUint32(&p.layout().state, ^uint32(wanted|mayPull))) }

// unwanted is called with the state before an operation that has cleared the wanted bit. If the bit was set, the worker will not
// answer that mark any more. It returns that state.
func (p *Page) unwanted(old uint32) uint32 {
	if old&wanted != 0 {
		p.wants--
	}
	return old
}

// Woken counts a wake that has arrived.
func (p *Page) Woken() { p.wants = max(p.wants-1, 0) }

// Owed is how many wakes are due: marks that the worker has cleared by Rest, and whose wakes have not arrived.
func (p *Page) Owed() int {
	if atomic.LoadUint32(&p.layout().state)&wanted != 0 {
		return p.wants - 1
	}
	return p.wants
}

// Forgive is for wakes that are due and will not come any more.
func (p *Page) Forgive() { p.wants -= p.Owed() }

// Rest is the worker's part, which addon/page.h has in C: it makes the worker idle, and tells whether the worker is to wake the
// core.
func (p *Page) Rest() bool { return atomic.SwapUint32(&p.layout().state, idle)&wanted != 0 }

// Unrest is the worker's part, too: it makes the worker busy, and tells whether it was idle.
func (p *Page) Unrest() bool { return atomic.AndUint32(&p.layout().state, ^uint32(idle))&idle != 0 }

// MayPull is the worker's part, too.
func (p *Page) MayPull() bool { return atomic.LoadUint32(&p.layout().state)&mayPull != 0 }

// Taken is how many connections the worker has taken, and Pulled how many of them from the listening sockets.
func (p *Page) Taken() uint64  { return atomic.LoadUint64(&p.layout().taken) }
func (p *Page) Pulled() uint64 { return atomic.LoadUint64(&p.layout().pulled) }

// Ended is how many of the connections that the worker has taken are not open any more. A worker may have written any number.
func (p *Page) Ended() uint64 { return atomic.LoadUint64(&p.layout().ended) }

// Open is how many of them are open.
func (p *Page) Open() int {
	ended := p.Ended() // read first, so that connections that are taken meanwhile are included
	return max(int(p.Taken()-ended), 0)
}

// Turns is how many turns the worker's event loop has had; 0 if the worker does not report.
func (p *Page) Turns() uint64 { return atomic.LoadUint64(&p.layout().turns) }

// TurnedAt is when the last turn began, on the kernel's monotonic clock. A worker that is blocked, and one that has nothing to
// do, has not had a turn since.
func (p *Page) TurnedAt() time.Duration {
	return time.Duration(atomic.LoadUint64(&p.layout().turnedAt)) * time.Millisecond
}

// Tell is the worker's part, too: it writes what the worker reports.
func (p *Page) Tell(taken, pulled, ended uint64, turnedAt time.Duration) {
	l := p.layout()
	atomic.StoreUint64(&l.taken, taken)
	atomic.StoreUint64(&l.pulled, pulled)
	atomic.StoreUint64(&l.ended, ended)
	atomic.AddUint64(&l.turns, 1)
	atomic.StoreUint64(&l.turnedAt, uint64(turnedAt/time.Millisecond))
}

// Heap is how much of the worker's JavaScript heap was in use about a second ago, in bytes, or earlier if its loop has not turned
// since.
func (p *Page) Heap() uint64 { return atomic.LoadUint64(&p.layout().heap) }

// Busy is how long the worker's event loop was busy, in all turns that have ended; Longest is the longest of them.
func (p *Page) Busy() time.Duration { return time.Duration(atomic.LoadUint64(&p.layout().busy)) }

func (p *Page) Longest() time.Duration { return time.Duration(atomic.LoadUint64(&p.layout().longest)) }

// WaitsOn is the descriptor of the worker on which its loop waits. A worker that waits anywhere else is blocked.
func (p *Page) WaitsOn() uint64 { return atomic.LoadUint64(&p.layout().waitsOn) }

// BusyFor is for how long the worker's event loop has been busy with its present turn, at least: the time since the wait of that turn
// must have ended. It is 0 if the wait may still last.
func (p *Page) BusyFor(now time.Duration) time.Duration {
	wakesBy, milliseconds := atomic.LoadUint64(&p.layout().wakesBy), uint64(now/time.Millisecond)
	if wakesBy == 0 || wakesBy > milliseconds {
		return 0
	}
	return time.Duration(milliseconds-wakesBy) * time.Millisecond
}

func (p *Page) layout() *layout { return (*layout)(unsafe.Pointer(&p.memory[0])) }
