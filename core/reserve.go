package core

import "gocluster/core/sys"

// reserve keeps places in the descriptor table for connections that are taken back: the kernel closes those that it finds
// no place for, and their clients would be cut off.
type reserve struct {
	of  int // what the spare descriptors are duplicates of; borrowed
	fds [bound]int
	n   int
}

// fill takes the places again, as far as there are any.
func (r *reserve) fill() {
	for r.n < len(r.fds) {
		fd, err := sys.Spare(r.of)
		if err != nil {
			return
		}
		r.fds[r.n] = fd
		r.n++
	}
}

// spend gives the places free.
func (r *reserve) spend() {
	for r.n > 0 {
		r.n--
		sys.Close(r.fds[r.n])
	}
}
