package policy_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"gocluster/core/policy"
)

// states are workers by name: what a test says that they are.
type states map[string]policy.State

// pick asks a policy count times, and writes down whom it chose; "." is nobody.
func pick(p policy.Policy[string], s states, count int) (names string) {
	for range count {
		w, found := p.Pick(policy.Connection{}, func(w string) policy.State { return s[w] })
		if !found {
			w = "."
		}
		names += w
	}
	return names
}

func never(string) bool { return false }

func add(p policy.Policy[string], names string) {
	for _, name := range names {
		p.Add(string(name))
	}
}

const (
	gone, suspended = policy.Gone, policy.Suspended
	busy, idle      = policy.Busy, policy.Idle
)

func TestRoundRobinPicks(t *testing.T) {
	for _, test := range []struct {
		name   string
		states states
		wanted string
	}{
		{"nobody", nil, ".."},
		{"in order", states{"a": idle, "b": idle, "c": idle}, "abcabc"},
		{"who is idle", states{"a": busy, "b": idle, "c": suspended}, "bbb"},
		{"the idle in order", states{"a": idle, "b": gone, "c": idle}, "acac"},
		{"all are busy", states{"a": busy, "b": busy, "c": suspended}, ".."},
		{"all are gone", states{"a": gone, "b": gone}, ".."},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := policy.NewRoundRobin[string]()
			if test.states != nil {
				add(p, "abc")
			}
			require.Equal(t, test.wanted, pick(p, test.states, len(test.wanted)))
		})
	}
}

func TestLeastConnectionsPicks(t *testing.T) {
	for _, test := range []struct {
		name   string
		states states
		open   map[string]int
		wanted string
	}{
		{"nobody", nil, nil, ".."},
		{"in order where all have as many", states{"a": idle, "b": idle, "c": idle}, nil, "abcabc"},
		{"the fewest", states{"a": idle, "b": idle, "c": idle}, map[string]int{"a": 2, "b": 1, "c": 2}, "bbb"},
		{"the fewest of the idle", states{"a": idle, "b": busy, "c": idle}, map[string]int{"a": 9, "c": 8}, "ccc"},
		{"in order of those with as few", states{"a": idle, "b": idle, "c": idle}, map[string]int{"b": 1}, "acac"},
		{"all are busy", states{"a": busy, "b": busy, "c": busy}, nil, ".."},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := policy.NewLeastConnections(func(w string) int { return test.open[w] }, never)
			if test.states != nil {
				add(p, "abc")
			}
			require.Equal(t, test.wanted, pick(p, test.states, len(test.wanted)))
		})
	}
}

// Each connection counts from the moment in which it is given, and ends count, too.
func TestLeastConnectionsEvensOut(t *testing.T) {
	open := map[string]int{"a": 5, "c": 2}
	p := policy.NewLeastConnections(func(w string) int { return open[w] }, never)
	add(p, "abc")
	all := states{"a": idle, "b": idle, "c": idle}
	order := ""
	for range 8 {
		w := pick(p, all, 1)
		open[w]++
		order += w
	}
	require.Equal(t, "bbcbcbcb", order)
	require.Equal(t, map[string]int{"a": 5, "b": 5, "c": 5}, open)
	open["b"] = 0
	require.Equal(t, "b", pick(p, all, 1))
}

// Who is idle waits for who is so in a moment, and has fewer: a burst goes where it belongs.
func TestLeastConnectionsWaitsForTheBetterWorker(t *testing.T) {
	for _, test := range []struct {
		name   string
		states states
		open   map[string]int
		soon   string
		waited time.Duration
		wanted string
	}{
		{"one that has fewer", states{"a": idle, "b": busy}, map[string]int{"a": 100, "b": 50}, "b", 0, "."},
		{"but not for ever", states{"a": idle, "b": busy}, map[string]int{"a": 100, "b": 50}, "b", policy.PatienceMax, "a"},
		{"nor for one that is blocked", states{"a": idle, "b": busy}, map[string]int{"a": 100, "b": 50}, "", 0, "a"},
		{"nor for one that is suspended", states{"a": idle, "b": suspended}, map[string]int{"a": 100, "b": 50}, "b", 0, "a"},
		{"nor for a few", states{"a": idle, "b": busy}, map[string]int{"a": 106, "b": 100}, "b", 0, "a"},
		{"but for more", states{"a": idle, "b": busy}, map[string]int{"a": 107, "b": 100}, "b", 0, "."},
		{"who does not tell has the fewest", states{"a": idle, "b": idle, "c": busy}, map[string]int{"a": 5, "b": policy.Unknown, "c": 1}, "c", 0, "b"},
		{"and nobody waits for that", states{"a": idle, "b": busy}, map[string]int{"a": 5, "b": policy.Unknown}, "b", 0, "a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := policy.NewLeastConnections(func(w string) int { return test.open[w] }, func(w string) bool { return w == test.soon })
			add(p, "abc"[:len(test.states)])
			w, found := p.Pick(policy.Connection{Waited: test.waited}, func(w string) policy.State { return test.states[w] })
			if !found {
				w = "."
			}
			require.Equal(t, test.wanted, w)
		})
	}
}

// both are the policies that keep an order.
func both() map[string]policy.Policy[string] {
	return map[string]policy.Policy[string]{
		"round robin":       policy.NewRoundRobin[string](),
		"least connections": policy.NewLeastConnections(func(string) int { return 0 }, never),
	}
}

// Who comes is last in order; who goes takes nobody's turn away.
func TestWhoComesAndGoes(t *testing.T) {
	all := states{"a": idle, "b": idle, "c": idle, "d": idle}
	for name, p := range both() {
		t.Run(name, func(t *testing.T) {
			add(p, "abc")
			require.Equal(t, "ab", pick(p, all, 2))
			p.Add("d")
			require.Equal(t, "cd", pick(p, all, 2))
			require.Equal(t, "ab", pick(p, all, 2))
			p.Remove("a")
			require.Equal(t, "cdb", pick(p, all, 3))
			p.Remove("c")
			p.Remove("c") // it is not there any more
			require.Equal(t, "dbd", pick(p, all, 3))
			p.Remove("d")
			require.Equal(t, "bb", pick(p, all, 2))
			p.Remove("b")
			require.Equal(t, ".", pick(p, all, 1))
			p.Add("a")
			require.Equal(t, "aa", pick(p, all, 2))
			require.True(t, p.MayMove(policy.Connection{}))
		})
	}
}

// No state is asked for that cannot change the choice.
func TestRoundRobinAsksForAsFewStatesAsItCan(t *testing.T) {
	p := policy.NewRoundRobin[string]()
	add(p, "abc")
	asked := ""
	_, _ = p.Pick(policy.Connection{}, func(w string) policy.State {
		asked += w
		return states{"a": busy, "b": idle, "c": idle}[w]
	})
	require.Equal(t, "ab", asked)
}

func TestPickingAllocatesNothing(t *testing.T) {
	state := func(string) policy.State { return idle }
	for name, p := range both() {
		add(p, "abc")
		require.Zero(t, testing.AllocsPerRun(100, func() { p.Pick(policy.Connection{}, state) }), name)
	}
}

func TestOnlyTheIdleAreEligible(t *testing.T) {
	for s := gone; s <= idle; s++ {
		require.Equal(t, s == idle, s.Eligible(), fmt.Sprint(s))
	}
}
