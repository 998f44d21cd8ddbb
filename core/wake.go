package core

// lateTicks is after how many ticks in a row a wake that is on its way will not come any more: a worker sends it in the next moment.
const lateTicks = 25

// checkWake runs at each tick, which hands out what waits in any case: so it mends a wake that was lost, and here it is counted. The
// protocol of the page can lose none.
func (w *worker) checkWake() {
	if w.flow.page.Owed() <= 0 || w.flow.stall.stalled() {
		w.flow.late = 0
		return
	}
	if w.flow.late++; w.flow.late < lateTicks {
		return
	}
	w.reactor.stats.LostWakes += uint64(w.flow.page.Owed())
	w.flow.page.Forgive()
	w.flow.late = 0
}
