package policy

// RoundRobin chooses the next eligible worker in order.
type RoundRobin[W comparable] struct{ ring[W] }

// NewRoundRobin makes a policy without workers.
func NewRoundRobin[W comparable]() *RoundRobin[W] { return new(RoundRobin[W]) }

// Pick chooses a worker and gives it its turn.
func (p *RoundRobin[W]) Pick(_ Connection, state func(W) State) (w W, found bool) {
	return p.next(state)
}

// MayMove is true of every connection, because all workers serve it equally well.
func (p *RoundRobin[W]) MayMove(Connection) bool { return true }

// Home finds none: connections wait for any worker.
func (p *RoundRobin[W]) Home(Connection, func(W) bool) (home W, found bool) { return home, false }
