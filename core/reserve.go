package core

import "gocluster/core/sys"

// reserve keeps places in the descriptor table for descriptors that are on their way to the core: the kernel closes those
// that it finds no place for, and for a connection that is taken back that means its end.
type reserve struct {
	of    int // what the spare descriptors are duplicates of; borrowed
	fds   [bound]int
	n     int
	grown bool // there was once room for all
}

// requestFDs is how many places there are in any case: for what one request brings.
const requestFDs = 4

// grow takes the places when there is room for them. Where there is little from the start, it is the program's.
func (r *reserve) grow() {
	r.grown = true
	r.fill()
}

// fill takes the places again, as far as there are any.
func (r *reserve) fill() {
	for r.n < len(r.fds) && (r.grown || r.n < requestFDs) {
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
