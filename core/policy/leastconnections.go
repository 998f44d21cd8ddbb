package policy

import "time"

// PatienceMax is how long a connection waits for a better worker than the idle ones.
const PatienceMax = 20 * time.Millisecond

// LeastConnections chooses the worker with the fewest open connections, and the next in order if several have as few.
type LeastConnections[W comparable] struct {
	ring[W]
	open func(W) int
	soon func(W) bool
}

// Unknown is the number of connections of a worker that does not report it. Such a worker counts as one with the fewest.
const Unknown = -1

// NewLeastConnections makes a policy without workers. open returns how many connections a worker has, or Unknown; soon tells
// whether a busy worker will be idle in a moment.
func NewLeastConnections[W comparable](open func(W) int, soon func(W) bool) *LeastConnections[W] {
	return &LeastConnections[W]{open: open, soon: soon}
}

// Pick chooses a worker and gives it its turn. It finds none if all idle workers have more connections, by more than slack, than
// a worker that will be idle in a moment: otherwise a burst would fill up the workers that are full already. A connection that
// has waited for PatienceMax goes to an idle worker in any case.
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

// slack is by how many connections workers may differ: by one, and by a twentieth.
func slack(open int) int { return 1 + open/20 }

// MayMove is true of every connection, because all workers serve it equally well.
func (p *LeastConnections[W]) MayMove(Connection) bool { return true }

// Home finds none: connections wait for any worker.
func (p *LeastConnections[W]) Home(Connection, func(W) bool) (home W, found bool) { return home, false }
