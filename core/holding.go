package core

import "gocluster/core/sys"

// holdingMin is the limit if the rule below leaves less, as with very many workers and few descriptors. Without it, listeners whose
// policy chooses a worker for each connection would accept nothing.
const holdingMin = 16

// holding bounds how many connections all listeners together hold while no worker may get them. They take at most half of the
// descriptor table. The other half is for connections that pass through the core and for those that it takes back from a worker:
// the kernel closes a descriptor in a message if the table has no place for it.
type holding struct {
	count   int // connections that are held
	peeking int // those of them whose first bytes are awaited, in the epoll set
	homes   int // workers that connections may wait for under a sticky policy, counted once for each listener
	limit   int
}

// refresh adapts the limit to the process's limit on descriptors, which the program can change, and to what the core itself
// needs. That is counted in epoll watches, though a worker has more descriptors than watches.
func (h *holding) refresh(watched int) {
	h.limit = max(holdingMin, sys.FDLimit()/2-(watched-h.peeking))
}

func (h *holding) full() bool { return h.free() <= 0 }

// free is how many more connections may be held.
func (h *holding) free() int { return h.limit - h.count }

// share is how many connections may always wait for each worker that a sticky policy binds connections to: half of the places belong to
// them, in equal shares.
func (h *holding) share() int { return max(1, h.limit/2/max(1, h.homes)) }

// hasCommon tells whether further connections may wait for a worker. A quarter of the places is for those, whoever needs them.
func (h *holding) hasCommon() bool { return h.count-h.peeking < h.limit/4 }

// tooManyPeek tells whether the connections whose first bytes are awaited take the last quarter. Clients that send nothing leave the
// rest to those that wait for a worker.
func (h *holding) tooManyPeek() bool { return h.peeking >= h.limit/4 }
