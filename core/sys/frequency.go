package sys

import "time"

const (
	// frequencyCount is how many events are counted before the frequency is judged.
	frequencyCount = 16
	// frequencyTime is how long they may take to be frequent. The monitor thread of Go's runtime takes as much CPU time when it is
	// woken by fifteen events a second as when it looks by itself.
	frequencyTime = time.Second
)

// frequency tells whether something happens often. The zero value is ready.
type frequency struct {
	count int
	since time.Time // when the last of the events before these happened
}

// isHigh counts an event, and tells whether it is the last of frequencyCount that took no longer than frequencyTime.
func (f *frequency) isHigh(now time.Time) bool {
	if f.count++; f.count < frequencyCount {
		return false
	}
	took := now.Sub(f.since)
	f.count, f.since = 0, now
	return took <= frequencyTime
}
