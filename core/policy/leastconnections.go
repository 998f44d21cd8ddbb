package policy

import "time"

// PatienceMax is for how long a connection waits for a better worker than those that are idle.
const PatienceMax = 20 * time.Millisecond

// LeastConnections chooses who has the fewest connections open, and the next in order of those that have as few.
type LeastConnections[W comparable] struct {
	ring[W]
	open func(W) int
	soon func(W) bool
}

// Unknown is how many connections a worker has that does not tell: it counts as one with the fewest.
const Unknown = -1

// NewLeastConnections makes a policy without workers. open tells how many connections a worker has, or is Unknown; soon whether one
// that is busy will be idle in a moment.
func NewLeastConnections[W comparable](open func(W) int, soon func(W) bool) *LeastConnections[W] {
	return &LeastConnections[W]{open: open, soon: soon}
}

// Pick chooses a worker and gives it its turn. It finds none where all that are idle have more connections than one that is idle in a
// moment, by more than slack: else a burst would fill up those that are full already. A connection that has waited for that long enough
// is given to whoever is idle.
func (p *LeastConnections[W]) Pick(c Connection, state func(W) State) (w W, found bool) {
	chosen, fewest := 0, 0
	awaited, least := false, 0
	for i := range p.workers {
		at := p.index(i)
		worker := p.workers[at]
		s := state(worker)
		idle := s.Eligible()
		if !idle && (s != Busy || c.Waited >= PatienceMax || !p.soon(worker)) {
			continue
		}
		open := p.open(worker)
		switch {
		case idle && (!found || open < fewest && fewest != Unknown):
			found, chosen, fewest = true, at, open
		case !idle && open != Unknown && (!awaited || open < least):
			awaited, least = true, open
		}
	}
	if !found || awaited && fewest > least+slack(least) {
		return w, false
	}
	return p.take(chosen), true
}

// slack is by how much workers may differ: by one, and by a twentieth.
func slack(open int) int { return 1 + open/20 }

// MayMove is true of every connection: each worker serves it as well.
func (p *LeastConnections[W]) MayMove(Connection) bool { return true }

// Home is nobody.
func (p *LeastConnections[W]) Home(Connection, func(W) bool) (home W, found bool) { return home, false }
