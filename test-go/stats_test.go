package testgo

import (
	"encoding/binary"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/policy"
	"gocluster/core/wire"
)

// record is the statistics of one thing: its kind, its cluster, its number and its values.
type record struct {
	kind    wire.RecordKind
	cluster uint32
	id      uint32
	values  []uint64
}

// stats asks for all, and returns what came before the answer.
func (c *control) stats() (records []record, errno syscall.Errno) {
	c.t.Helper()
	c.seq++
	require.NoError(c.t, c.channel.send(request(wire.Stats, c.seq, 0, 0)))
	for {
		notice := c.notice()
		if notice.Kind == wire.Answer {
			require.Equal(c.t, c.seq, notice.ID)
			return records, notice.Errno
		}
		require.Equal(c.t, wire.Counted, notice.Kind)
		require.Equal(c.t, c.seq, notice.ID)
		text := []byte(notice.Text)
		word := binary.LittleEndian.Uint32
		r := record{kind: wire.RecordKind(word(text)), cluster: word(text[4:]), id: word(text[8:])}
		for rest := text[12:]; len(rest) > 0; rest = rest[8:] {
			r.values = append(r.values, binary.LittleEndian.Uint64(rest))
		}
		records = append(records, r)
	}
}

// of finds the records of one kind.
func of(records []record, kind wire.RecordKind) (found []record) {
	for _, r := range records {
		if r.kind == kind {
			found = append(found, r)
		}
	}
	return found
}

// sum adds up the buckets of a listener's waits.
func (r record) sum() (count uint64) {
	for _, each := range r.values[12:] {
		count += each
	}
	return count
}

// Each connection is counted where it is, and where it went: held, handed off, refused, taken back from a worker that died.
func TestStatsFollowEachConnection(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	const leaving, stalled, busy = 0, 0, uint64(policy.Busy)
	first := c.readyWorker(7, 1)
	dialMany(t, address, bound+3)
	eventually(t, func() bool { return first.unread() == bound && backlog(t, address) == 0 }, "all are accepted")

	records, errno := c.stats()
	require.Zero(t, errno)
	require.Len(t, records, 4)
	core, total, listener, worker := records[0], records[1], records[2], records[3]
	require.Equal(t, wire.TotalRecord, total.kind)
	require.Equal(t, []uint64{bound + 3, bound, 0, 0, 0, 0, 0}, total.values)
	require.Equal(t, wire.CoreRecord, core.kind)
	require.NotZero(t, core.values[0], "turns")
	require.Equal(t, []uint64{0, 0, 0, 1, 2}, core.values[1:], "no shortage, no lost wake, one cluster, its session and the root's")
	require.Equal(t, wire.ListenerRecord, listener.kind)
	require.EqualValues(t, 1, listener.id)
	require.Equal(t, []uint64{bound + 3, bound, 0, 0, 3, 3, 0}, listener.values[:7])
	require.EqualValues(t, bound, listener.sum(), "each that was handed off is timed")
	require.Equal(t, wire.WorkerRecord, worker.kind)
	require.EqualValues(t, 7, worker.id)
	require.Equal(t, []uint64{busy, leaving, stalled, bound, 0, 0, bound, 0, 0, 0}, worker.values[:10])

	// Two are refused, and what the worker has not read is taken back when it is gone.
	refused := first.takeAll(t, 2)
	first.awaitHeld(t, address)
	for _, h := range refused {
		require.NoError(t, first.say(wire.Gone, 1))
		first.refuse(t, h)
	}
	c.settle()
	c.do(wire.RemoveWorker, 0, 7)
	second := c.readyWorker(8, 1)
	eventually(t, func() bool { return second.unread() == bound }, "the second has its part")
	for _, h := range append(second.takeAll(t, bound), second.takeAll(t, 3)...) {
		second.answer(t, h)
	}
	c.settle()
	records, _ = c.stats()
	listener, worker = of(records, wire.ListenerRecord)[0], of(records, wire.WorkerRecord)[0]
	handedOff := listener.values[1]
	require.EqualValues(t, bound+3, listener.values[0], "accepted once")
	require.EqualValues(t, 2, listener.values[3], "refused")
	require.Equal(t, handedOff, bound+3+listener.values[2]+listener.values[3], "each that came back was handed off again")
	require.GreaterOrEqual(t, listener.values[2], uint64(1), "taken back")
	require.Zero(t, listener.values[4], "nothing waits")
	require.EqualValues(t, bound+3, listener.sum(), "each is timed once")
	require.EqualValues(t, 8, worker.id)
	require.Equal(t, []uint64{uint64(policy.Idle), leaving, stalled, 0}, worker.values[:4])
	require.EqualValues(t, bound+3, worker.values[6])

	// What is gone is in the totals.
	c.do(wire.RemoveWorker, 0, 8)
	c.do(wire.CloseListener, 1, 0)
	records, _ = c.stats()
	require.Len(t, records, 2)
	require.Equal(t, []uint64{bound + 3, handedOff}, records[1].values[:2])
}

// A reader sees what all threads have; a thread sees what is its own.
func TestStatsOfTwoClusters(t *testing.T) {
	checkLeaks(t)
	core := start(t)
	one, two, reader := core.attach(), core.attach(), core.attachReader()
	one.listenLoopback(1)
	two.listenLoopback(1)
	two.listenLoopback(2)
	one.readyWorker(5, 1)
	all, errno := reader.stats()
	require.Zero(t, errno)
	require.Len(t, all, 1+2+3+1)
	own, _ := two.stats()
	require.Len(t, own, 1+1+2)
	listeners := of(all, wire.ListenerRecord)
	require.NotEqual(t, listeners[0].cluster, listeners[1].cluster)
	require.Equal(t, listeners[1].cluster, listeners[2].cluster)
	require.Equal(t, listeners[1].cluster, of(own, wire.ListenerRecord)[0].cluster)
	require.Equal(t, listeners[0].cluster, of(all, wire.WorkerRecord)[0].cluster)
}

// Statistics are as long as they must be: more than a channel holds. What is asked before they are read waits, and what a
// client that reads nothing asks for costs the core no memory.
func TestStatsOfManyListeners(t *testing.T) {
	checkLeaks(t)
	core := start(t)
	c, reader := core.attach(), core.attachReader()
	const listeners, times = 500, 6
	for id := range uint32(listeners) {
		c.listenLoopback(1 + id)
	}
	for seq := range uint32(times) {
		require.NoError(t, reader.channel.send(request(wire.Stats, 1+seq, 0, 0)))
	}
	c.settle()
	requireIdle(t, os.Getpid())
	waiting, err := unix.IoctlGetInt(reader.channel.fd, unix.SIOCOUTQ)
	require.NoError(t, err)
	require.Positive(t, waiting, "requests that the core has not read")
	for seq := range uint32(times) {
		reader.seq = 1 + seq
		count := 0
		for {
			notice := reader.notice()
			require.Equal(t, reader.seq, notice.ID)
			if notice.Kind == wire.Answer {
				break
			}
			count++
		}
		require.Equal(t, 2+listeners, count)
	}
}

// A session that watches is told when a worker stalls and reads again, and when connections wait and do no longer. Who does not watch, or
// does no longer, is told nothing.
func TestWhoWatchesIsTold(t *testing.T) {
	checkLeaks(t)
	core := start(t)
	c := core.attach()
	address := c.listenLoopback(1)
	w := c.readyWorker(7, 1)
	turn := func(told func()) {
		dialMany(t, address, bound+2)
		eventually(t, func() bool { return w.unread() == bound }, "the worker has its part")
		told()
		for _, h := range w.takeAll(t, bound) {
			w.answer(t, h)
		}
		for _, h := range w.takeAll(t, 2) {
			w.answer(t, h)
		}
	}
	notice := func(kind wire.NoticeKind, id uint32) {
		got := c.notice()
		require.Equal(t, []any{kind, id}, []any{got.Kind, got.ID})
	}
	stalls := func() uint64 { records, _ := c.stats(); return of(records, wire.WorkerRecord)[0].values[9] }

	turn(func() { eventually(t, func() bool { return stalls() == 1 }, "it has stalled") })
	c.do(wire.Watch, 0, 1)
	turn(func() {
		notice(wire.Stalled, 7)
		notice(wire.Saturated, 1)
	})
	// Whether it reads first, or the last one that waits is handed out, is the clock's to say.
	ends := []wire.NoticeKind{c.notice().Kind, c.notice().Kind}
	require.ElementsMatch(t, []wire.NoticeKind{wire.Recovered, wire.Resumed}, ends)
	c.do(wire.Watch, 0, 0)
	turn(func() { eventually(t, func() bool { return stalls() == 3 }, "it has stalled again") })
	c.settle() // there is no other notice
}
