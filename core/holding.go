package core

import "gocluster/core/sys"

// holdingMin is a limit that very many workers under a low limit on descriptors leave: with none, listeners whose policy chooses a
// worker for each connection would accept nothing.
const holdingMin = 16

// holding bounds how many connections all listeners together hold for workers that are full. They take no more than half of what
// the descriptor table has room for: the other half is for what goes through the core, and for what it takes back from a worker,
// which the kernel closes where it finds no place for it.
type holding struct {
	count   int // connections that are held
	peeking int // those of them that are watched
	limit   int
}

// refresh follows the process's limit on descriptors, which the program can change, and what the core itself needs. Of what is
// watched some, the workers, have two descriptors a watch.
func (h *holding) refresh(watched int) {
	h.limit = max(holdingMin, sys.FDLimit()/2-(watched-h.peeking))
}

func (h *holding) full() bool { return h.count >= h.limit }
