package core

import (
	"testing"

	"github.com/stretchr/testify/require"

	"gocluster/core/policy"
)

// Who is next, by what each worker is: its name alone serves and is idle; "-" after it is on its way out, "!" is busy.
func TestWhoIsNext(t *testing.T) {
	for _, test := range []struct {
		name    string
		workers []string
		wanted  string
	}{
		{"nobody", nil, ""},
		{"in order", []string{"a", "b", "c"}, "abcabc"},
		{"who leaves comes last", []string{"a-", "b", "c"}, "bcbc"},
		{"and last is after all who are busy", []string{"a-", "b!", "c!"}, ""},
		{"a lone worker that leaves serves on", []string{"a-"}, "aaa"},
		{"all leave at once: all serve on", []string{"a-", "b-", "c-"}, "abcabc"},
		{"the idle one of those that leave", []string{"a-!", "b-"}, "bbb"},
		{"all leave and are busy", []string{"a-!", "b-!"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newStage(t, len(test.workers), 1)
			l := s.listeners[0]
			names := make(map[*worker]string)
			for i, w := range s.workers {
				names[w] = test.workers[i][:1]
				for _, mark := range test.workers[i][1:] {
					switch mark {
					case '-':
						w.leaving = true
					case '!':
						w.flow.page.Claim()
					}
				}
			}
			s.serve(l, s.workers...)
			got := ""
			for range test.wanted {
				require.True(t, l.members.anyEligible())
				w, found := l.pick(connection{})
				require.True(t, found)
				got += names[w]
			}
			require.Equal(t, test.wanted, got)
			if test.wanted == "" {
				_, found := l.pick(connection{})
				require.False(t, found)
				require.False(t, l.members.anyEligible())
			}
		})
	}
}

// Who is on its way out serves on while nobody stays, and again when those that stayed have gone.
func TestLeavingOneAfterTheOther(t *testing.T) {
	s := newStage(t, 3, 1)
	l := s.listeners[0]
	s.serve(l, s.workers...)
	a, b, c := s.workers[0], s.workers[1], s.workers[2]
	serving := func() []*worker { return l.members.chosen }
	drain := func(w *worker) {
		w.leaving = true
		l.choose()
	}
	drain(b)
	drain(b) // twice: no harm
	require.Equal(t, []*worker{a, c}, serving())
	l.setReady(a, false)
	require.Equal(t, []*worker{c}, serving())
	drain(c)
	require.ElementsMatch(t, []*worker{b, c}, serving(), "nobody stays")
	drain(a) // it is not there any more
	l.leave(b)
	require.Equal(t, []*worker{c}, serving())
	l.setReady(c, false)
	require.False(t, l.members.serve())
	l.setReady(a, true)
	require.Equal(t, []*worker{a}, serving())
	l.members.forget(b)
	require.Nil(t, l.members.of(b))
}

// Whom the policy does not want for a connection is not asked to take it: it waits for the one that it is for.
func TestAConnectionWaitsForTheWorkerThatItIsFor(t *testing.T) {
	b := newBench(t, 2)
	only := b.workers[1]
	b.listener.policy = onlyFor{only}
	only.suspended = true
	near, _ := b.pair(1)
	b.listener.hold(connection{fd: near, listener: b.listener})
	require.False(t, b.listener.handOutNext())
	require.Equal(t, 1, b.listener.pending.len())
	only.suspended = false
	require.True(t, b.listener.handOutNext())
	require.Len(t, only.batch, 1)
	require.Empty(t, b.workers[0].batch)
}

// onlyFor is a policy that has one worker in mind.
type onlyFor struct{ worker *worker }

func (p onlyFor) Add(*worker)    {}
func (p onlyFor) Remove(*worker) {}

func (p onlyFor) Pick(_ policy.Connection, state func(*worker) policy.State) (*worker, bool) {
	return p.worker, state(p.worker).Eligible()
}

func (p onlyFor) MayMove(policy.Connection) bool { return false }
func (p onlyFor) Home(policy.Connection, func(*worker) bool) (*worker, bool) {
	return nil, false
}
