package wire

import "encoding/binary"

// RecordKind tells what a record of statistics is about.
type RecordKind uint32

// The records of statistics.
const (
	CoreRecord RecordKind = iota + 1
	ListenerRecord
	WorkerRecord
	TotalRecord
)

// WaitBounds are the upper bounds of the buckets of a listener's Waits, in microseconds; the last bucket has none.
var WaitBounds = [...]uint64{1000, 5000, 10000, 50000, 100000, 500000, 1000000, 5000000, 10000000}

// CoreStats are counters of the whole core, since it was started.
type CoreStats struct {
	Iterations  uint64 // of the reactor's loop
	FDShortages uint64 // times that it stopped accepting because no descriptor or memory was free
	LostWakes   uint64 // times that a worker became idle and did not wake the core as it should have; the clock makes up for that
	BackingOff  uint64 // listeners that have stopped accepting for that reason now
	Clusters    uint64 // JavaScript threads that have forked
	Sessions    uint64 // control channels
}

// TotalStats are the sums over all listeners and workers that a cluster has had, including those that are gone.
type TotalStats struct {
	Accepted  uint64
	HandedOff uint64
	TakenBack uint64
	Refused   uint64
	Taken     uint64
	Pulled    uint64
	Stalls    uint64
}

// AddListener adds the counters of a listener.
func (t *TotalStats) AddListener(s ListenerStats) {
	t.Accepted += s.Accepted
	t.HandedOff += s.HandedOff
	t.TakenBack += s.TakenBack
	t.Refused += s.Refused
}

// AddWorker adds the counters that only workers have.
func (t *TotalStats) AddWorker(s WorkerStats) {
	t.Taken += s.Taken
	t.Pulled += s.Pulled
	t.Stalls += s.Stalls
}

// ListenerStats are the counters of a listener.
type ListenerStats struct {
	Accepted       uint64
	HandedOff      uint64 // more than Accepted if some were taken back or refused
	TakenBack      uint64 // from a worker's queue, unread
	Refused        uint64 // by a worker that had read them
	Pending        uint64 // accepted, and waiting for a worker
	PendingMax     uint64
	Queued         uint64                      // in the kernel's queue; 0 for a Unix socket, whose queue the kernel does not report
	Peeking        uint64                      // connections whose first bytes are awaited
	PeekTimeouts   uint64                      // decided by what they had sent, because they had waited for too long
	PeekOverflows  uint64                      // the same, because too many waited
	PeekRejections uint64                      // closed, because they did not begin with the PROXY header that they had to
	WaitTotal      uint64                      // sum of the times in Waits, in microseconds
	Waits          [len(WaitBounds) + 1]uint64 // connections by the time from accept to the first hand-off
}

// WorkerStats are the counters and gauges of a worker.
type WorkerStats struct {
	State     uint64 // a policy.State
	Leaving   uint64 // 1 if it is on its way out
	Stalled   uint64 // 1 if it has read nothing for too long
	Depth     uint64 // messages that it has not read
	Taken     uint64 // connections that it has taken, by its own count
	Pulled    uint64 // those of them that it has pulled from the listening sockets
	HandedOff uint64
	TakenBack uint64
	Refused   uint64
	Stalls    uint64 // times that it read nothing for too long
	Open      uint64 // connections that are open
	Heap      uint64 // heap in use, in bytes
	Turns     uint64 // turns of its event loop; 0 if it does not report, and then all from Open on are 0
	BusyFor   uint64 // time that its event loop has been busy with its present turn, at least, in milliseconds
	Busy      uint64 // time that its event loop was busy in all turns that have ended, without the waiting, in microseconds
	Longest   uint64 // the same of the longest turn
	WaitsOn   uint64 // the descriptor on which its loop waits
}

// Record is one record of statistics, the text of a notice.
type Record struct {
	Kind    RecordKind
	Cluster uint32
	ID      uint32 // the listener's or the worker's
	values  []uint64
}

// Record is the core's record.
func (s CoreStats) Record() Record {
	return Record{CoreRecord, 0, 0, []uint64{s.Iterations, s.FDShortages, s.LostWakes, s.BackingOff, s.Clusters, s.Sessions}}
}

// Record is a listener's record.
func (s ListenerStats) Record(cluster, id uint32) Record {
	values := []uint64{
		s.Accepted, s.HandedOff, s.TakenBack, s.Refused, s.Pending, s.PendingMax, s.Queued,
		s.Peeking, s.PeekTimeouts, s.PeekOverflows, s.PeekRejections, s.WaitTotal,
	}
	return Record{ListenerRecord, cluster, id, append(values, s.Waits[:]...)}
}

// Record is a worker's record.
func (s WorkerStats) Record(cluster, id uint32) Record {
	values := []uint64{
		s.State, s.Leaving, s.Stalled, s.Depth, s.Taken, s.Pulled, s.HandedOff, s.TakenBack, s.Refused, s.Stalls,
		s.Open, s.Heap, s.Turns, s.BusyFor, s.Busy, s.Longest, s.WaitsOn,
	}
	return Record{WorkerRecord, cluster, id, values}
}

// Record is the record of a cluster's totals.
func (t TotalStats) Record(cluster uint32) Record {
	return Record{TotalRecord, cluster, 0, []uint64{t.Accepted, t.HandedOff, t.TakenBack, t.Refused, t.Taken, t.Pulled, t.Stalls}}
}

// Encode makes the text of a Counted notice.
func (r Record) Encode() string {
	var text []byte
	for _, number := range []uint32{uint32(r.Kind), r.Cluster, r.ID} {
		text = binary.LittleEndian.AppendUint32(text, number)
	}
	for _, value := range r.values {
		text = binary.LittleEndian.AppendUint64(text, value)
	}
	return string(text)
}
