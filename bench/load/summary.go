package main

import (
	"math"
	"slices"
	"time"
)

// tally counts the outcomes of the connections of a whole run, warm-up included.
type tally struct {
	Served  int `json:"served"`  // complete and right
	Wrong   int `json:"wrong"`   // complete, but not what the server should say
	Slow    int `json:"slow"`    // served, but later than the `slow` option
	Refused int `json:"refused"` // connect failed with ECONNREFUSED
	Cut     int `json:"cut"`     // ended or reset before the response was complete
	Hung    int `json:"hung"`    // no end within the `timeout` option
}

// latencies are microseconds from the start of the connection (in open loop
// from the moment it was due) to the end of the response. With keep-alive: of
// the request.
type latencies struct {
	Mean int64 `json:"mean"`
	SD   int64 `json:"sd"` // standard deviation
	P50  int64 `json:"p50"`
	P95  int64 `json:"p95"`
	P99  int64 `json:"p99"`
	P999 int64 `json:"p999"`
	Max  int64 `json:"max"`
}

// summary is what a run prints.
type summary struct {
	tally
	Measured  int           `json:"measured"` // served in the measured time
	Seconds   float64       `json:"seconds"`  // the measured time
	PerSecond float64       `json:"perSecond"`
	Latency   latencies     `json:"latency"`
	CPU       map[int]int64 `json:"cpu"`    // microseconds in the measured time by pid
	LoadCPU   int64         `json:"ownCpu"` // the same of this process
}

// recorder collects while the load runs. It allocates nothing after newRecorder
// unless a run is faster than anyone expects.
type recorder struct {
	tally
	meter   cpuMeter
	slow    time.Duration
	samples []int64 // latencies of the measured time, in microseconds
	begin   time.Time
	seconds float64
}

func newRecorder(o *options) *recorder {
	const mostExpected = 1 << 20
	return &recorder{
		meter:   cpuMeter{pids: o.pids},
		slow:    o.slow,
		samples: make([]int64, 0, mostExpected),
	}
}

// start begins the measured time.
func (r *recorder) start() {
	r.begin = time.Now()
	r.meter.start()
}

// stop ends the measured time. Connections served later count only in the tally.
func (r *recorder) stop() {
	r.meter.stop()
	r.seconds = time.Since(r.begin).Seconds()
}

func (r *recorder) measuring() bool { return !r.begin.IsZero() && r.seconds == 0 }

func (r *recorder) served(took time.Duration) {
	r.Served++
	if took > r.slow {
		r.Slow++
	}
	if r.measuring() {
		r.samples = append(r.samples, took.Microseconds())
	}
}

func (r *recorder) summary() *summary {
	slices.Sort(r.samples)
	mean, sd := spread(r.samples)
	s := &summary{
		tally:    r.tally,
		Measured: len(r.samples),
		Seconds:  r.seconds,
		CPU:      r.meter.used,
		LoadCPU:  r.meter.own.Microseconds(),
		Latency: latencies{
			Mean: mean,
			SD:   sd,
			P50:  quantile(r.samples, 0.5),
			P95:  quantile(r.samples, 0.95),
			P99:  quantile(r.samples, 0.99),
			P999: quantile(r.samples, 0.999),
			Max:  quantile(r.samples, 1),
		},
	}
	if r.seconds > 0 {
		s.PerSecond = float64(s.Measured) / r.seconds
	}
	return s
}

// spread is the mean and the standard deviation, 0 when there are no samples.
func spread(samples []int64) (mean, sd int64) {
	if len(samples) == 0 {
		return 0, 0
	}
	var sum, squares float64
	for _, sample := range samples {
		sum += float64(sample)
	}
	middle := sum / float64(len(samples))
	for _, sample := range samples {
		squares += (float64(sample) - middle) * (float64(sample) - middle)
	}
	return int64(math.Round(middle)), int64(math.Round(math.Sqrt(squares / float64(len(samples)))))
}

// quantile is the nearest-rank quantile of sorted samples, 0 when there are none.
func quantile(sorted []int64, q float64) int64 {
	if len(sorted) == 0 {
		return 0
	}
	rank := int(q*float64(len(sorted))+0.999999) - 1
	return sorted[min(max(rank, 0), len(sorted)-1)]
}
