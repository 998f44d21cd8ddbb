package core

// roundRobin chooses among the workers that are ready for one listener: the next free one in order; if none is free, the
// next that is under the bound and reads; if there is none either, the next under the bound that owes the answer to no
// probe. A nil choice means that nobody has room.
type roundRobin struct {
	ring []*worker
	next int
}

func (p *roundRobin) add(w *worker) { p.ring = append(p.ring, w) }

func (p *roundRobin) remove(w *worker) {
	for i, other := range p.ring {
		if other == w {
			p.ring = append(p.ring[:i], p.ring[i+1:]...)
			if i < p.next {
				p.next--
			}
			return
		}
	}
}

// choose does not move the ring on: take does, once there is a connection to give.
func (p *roundRobin) choose() *worker {
	if w := p.find((*worker).free); w != nil {
		return w
	}
	if w := p.find((*worker).hasRoom); w != nil {
		return w
	}
	return p.find((*worker).underBound)
}

func (p *roundRobin) take(w *worker) {
	for i, other := range p.ring {
		if other == w {
			p.next = i + 1
			return
		}
	}
}

func (p *roundRobin) find(fits func(*worker) bool) *worker {
	size := len(p.ring)
	for i := range size {
		if w := p.ring[(p.next+i)%size]; fits(w) {
			return w
		}
	}
	return nil
}
