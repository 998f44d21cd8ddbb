package core

import (
	"net"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/page"
	"gocluster/core/policy"
	"gocluster/core/sys"
)

// stage is listeners and workers that are only numbers: nothing is sent, and a worker reads what a test has it read.
type stage struct {
	rotation  rotation
	listeners []*listener
	workers   []*worker
	order     map[int][]int // what of a listener was served, by its number
}

func newStage(t *testing.T, workers, listeners int) *stage {
	r, err := newReactor()
	require.NoError(t, err)
	t.Cleanup(r.close)
	s := &stage{order: make(map[int][]int)}
	for range workers {
		shared, fd, err := page.New()
		require.NoError(t, err)
		t.Cleanup(shared.Close)
		sys.Close(fd)
		shared.Rest()
		s.workers = append(s.workers, &worker{reactor: r, flow: flow{reactor: r, page: shared, pageFD: -1}})
	}
	for id := range listeners {
		l := &listener{reactor: r, rotation: &s.rotation, id: uint32(id), fd: -1, shutDown: true, policy: policy.NewRoundRobin[*worker]()}
		s.listeners = append(s.listeners, l)
	}
	return s
}

// serve makes workers members of a listener.
func (s *stage) serve(l *listener, workers ...*worker) {
	for _, w := range workers {
		l.join(w)
		l.setReady(w, true)
	}
}

// come adds connections to what a listener holds, numbered as they come.
func (s *stage) come(l *listener, count int) {
	for range count {
		l.hold(connection{fd: l.pending.len() + len(s.order[int(l.id)]), listener: l})
	}
	l.rotation.enter(l)
}

// round has a worker read what it was given and get more. It returns the listeners that this is of.
func (s *stage) round(w *worker) (served []int) {
	w.batch, w.flow.chosen = w.batch[:0], 0
	w.flow.page.Rest()
	s.rotation.handOut()
	for _, c := range w.batch {
		id := int(c.listener.id)
		served = append(served, id)
		s.order[id] = append(s.order[id], c.fd)
	}
	return served
}

// However many listeners have connections waiting, each gets one in turn; within one, in the order in which they came.
func TestListenersTakeTurns(t *testing.T) {
	const each = 30
	for _, count := range []int{1, 2, 3, 8, 9, 40} {
		t.Run(strconv.Itoa(count), func(t *testing.T) {
			s := newStage(t, 1, count)
			w := s.workers[0]
			for i, l := range s.listeners {
				s.serve(l, w)
				s.come(l, each*(1+i%2)) // every other one is twice as busy
			}
			var served, wanted []int
			for len(served) < each*count {
				served = append(served, s.round(w)...)
			}
			for range each {
				for id := range count {
					wanted = append(wanted, id)
				}
			}
			require.Equal(t, wanted, served[:len(wanted)])
			for _, order := range s.order {
				require.True(t, slices.IsSorted(order))
			}
		})
	}
}

// Clients that come again as soon as they are served: 200 of one port, 5 of another and 1 of a third.
func TestAFewClientsAreServedAsOftenAsMany(t *testing.T) {
	s := newStage(t, 2, 3)
	for i, clients := range []int{200, 5, 1} {
		s.serve(s.listeners[i], s.workers...)
		s.come(s.listeners[i], clients)
	}
	var counts [3]int
	for i := range 600 {
		for _, id := range s.round(s.workers[i%2]) {
			counts[id]++
			s.come(s.listeners[id], 1)
		}
	}
	for _, count := range counts {
		require.InDelta(t, 200, count, 2)
	}
}

// A listener that was quiet for a round is next, however long the others' queues are.
func TestAQuietListenerIsNext(t *testing.T) {
	const busy = 40
	s := newStage(t, 1, 1+busy)
	for _, l := range s.listeners {
		s.serve(l, s.workers...)
	}
	quiet := s.listeners[0]
	for _, l := range s.listeners[1:] {
		s.come(l, 100)
	}
	for range 5 {
		for range busy {
			require.NotContains(t, s.round(s.workers[0]), 0)
		}
		s.come(quiet, 1)
		require.Equal(t, []int{0}, s.round(s.workers[0]))
	}
}

// While a listener's own workers are busy it keeps its place: others are served meanwhile, and do not get before it.
func TestAListenerWithoutAWorkerKeepsItsPlace(t *testing.T) {
	s := newStage(t, 2, 3)
	first, second := s.workers[0], s.workers[1]
	s.serve(s.listeners[0], first)
	s.serve(s.listeners[1], second)
	s.serve(s.listeners[2], first, second)
	for _, l := range s.listeners {
		s.come(l, 100)
	}
	s.round(first)
	for range 30 {
		s.round(second)
		s.round(first)
	}
	for id := range s.listeners {
		require.GreaterOrEqual(t, len(s.order[id]), 20)
	}
}

// In one iteration of the reactor, too, nobody's backlog comes before another one's.
func TestBacklogsTakeTurns(t *testing.T) {
	const rounds = 8
	b := newBench(t, 1)
	b.cluster.listeners.remove(b.listener.id)
	b.listener.close()
	for id := range uint32(3) {
		near, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		file, err := near.(*net.TCPListener).File()
		require.NoError(t, err)
		fd, err := unix.Dup(int(file.Fd()))
		require.NoError(t, err)
		require.NoError(t, unix.SetNonblock(fd, true))
		l := &listener{reactor: b.reactor, rotation: &b.cluster.rotation, id: id + 1, fd: fd, family: unix.AF_INET, armed: true, policy: policy.NewRoundRobin[*worker]()}
		l.token, err = b.reactor.register(fd, l)
		require.NoError(t, err)
		b.cluster.listeners.add(l.id, l)
		for range 2 * rounds {
			client, err := net.Dial("tcp", near.Addr().String())
			require.NoError(t, err)
			t.Cleanup(func() { _ = client.Close() })
		}
		require.NoError(t, file.Close())
		require.NoError(t, near.Close())
	}
	w := b.workers[0]
	for _, l := range b.cluster.listeners.all() {
		l.join(w)
		l.setReady(w, true)
	}
	var served []uint32
	for range 3 * rounds {
		b.reactor.iterations++
		for _, l := range b.cluster.listeners.all() {
			l.run(unix.EPOLLIN)
		}
		b.cluster.rotation.handOut()
		require.Len(t, w.batch, 1)
		for _, c := range w.batch {
			served = append(served, c.listener.id)
			sys.Close(c.fd)
		}
		w.batch, w.flow.chosen = w.batch[:0], 0
		w.flow.page.Rest()
	}
	require.Equal(t, slices.Repeat([]uint32{1, 2, 3}, rounds), served)
}
