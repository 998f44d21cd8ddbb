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
	limit   int
}

// refresh adapts the limit to the process's limit on descriptors, which the program can change, and to what the core itself
// needs. That is counted in epoll watches, though a worker has more descriptors than watches.
func (h *holding) refresh(watched int) {
	h.limit = max(holdingMin, sys.FDLimit()/2-(watched-h.peeking))
}

func (h *holding) full() bool { return h.count >= h.limit }
