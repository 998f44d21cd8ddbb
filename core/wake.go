package core

// lateTicks is the number of ticks in a row after which a wake that is due counts as lost: a worker sends it within a moment.
const lateTicks = 25

// checkWake runs at each tick and counts wakes that were lost. The tick makes up for a lost wake, because its iteration hands out
// connections that wait in any case. The protocol of the page loses none.
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
