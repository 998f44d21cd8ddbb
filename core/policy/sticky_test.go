package policy_test

import (
	"encoding/binary"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"gocluster/core/policy"
)

// places are those of the workers in tests, by name: "d" has taken over the place of "b".
const places = "abc"

func placeOf(w string) uint32 {
	if w == "d" {
		w = "b"
	}
	return uint32(strings.Index(places, w))
}

func newSticky(prefix int, names string) policy.Policy[string] {
	p := policy.NewSticky(placeOf, func(w string) uint32 { return uint32(w[0]) }, prefix)
	add(p, names)
	return p
}

// client is a connection from an address.
func client(address string) policy.Connection {
	return policy.Connection{IP: netip.MustParseAddr(address).As16()}
}

// clients are so many, each with an address of its own.
func clients(count int) (all []policy.Connection) {
	for i := range count {
		var ip [4]byte
		binary.BigEndian.PutUint32(ip[:], 0x0a000001+uint32(i))
		all = append(all, policy.Connection{IP: netip.AddrFrom4(ip).As16()})
	}
	return all
}

// homes are whom each client gets.
func homes(p policy.Policy[string], clients []policy.Connection) (names []string) {
	for _, c := range clients {
		home, _ := p.Home(c, nil)
		names = append(names, home)
	}
	return names
}

// A client meets the same worker always, whatever the states of the others; while that one is busy it waits.
func TestStickyPicksOneWorkerForAClient(t *testing.T) {
	p := newSticky(128, "abc")
	for i, c := range clients(50) {
		home, found := p.Home(c, nil)
		require.True(t, found)
		for _, state := range []policy.State{gone, suspended, busy, idle} {
			w, found := p.Pick(c, func(w string) policy.State {
				if w == home {
					return state
				}
				return idle
			})
			require.Equal(t, state == idle, found, i)
			if found {
				require.Equal(t, home, w)
			}
		}
		require.False(t, p.MayMove(c))
	}
}

// The clients are spread evenly.
func TestStickySpreadsClients(t *testing.T) {
	const count = 30000
	for name, p := range map[string]policy.Policy[string]{"three": newSticky(128, "abc"), "two": newSticky(128, "ab")} {
		counts := map[string]int{}
		for _, home := range homes(p, clients(count)) {
			counts[home]++
		}
		for _, each := range counts {
			require.InEpsilon(t, count/len(counts), each, 0.04, name)
		}
	}
}

// A worker that goes moves its own clients only, evenly to the others, and its successor gets them back.
func TestStickyMovesOnlyWhatItMust(t *testing.T) {
	all := clients(9000)
	p := newSticky(128, "abc")
	before := homes(p, all)
	p.Remove("b")
	without := homes(p, all)
	moved := map[string]int{}
	for i, home := range before {
		if home == "b" {
			moved[without[i]]++
		} else {
			require.Equal(t, home, without[i])
		}
	}
	require.InEpsilon(t, moved["a"], moved["c"], 0.1)
	p.Add("d")
	for i, home := range homes(p, all) {
		require.Equal(t, strings.ReplaceAll(before[i], "b", "d"), home)
	}
}

func TestWhatIsAClient(t *testing.T) {
	const count = 40
	spread := func(prefix int, format func(i int) policy.Connection) int {
		p := newSticky(prefix, "abc")
		found := map[string]bool{}
		for i := range count {
			home, _ := p.Home(format(i), nil)
			found[home] = true
		}
		return len(found)
	}
	in64 := func(i int) policy.Connection {
		c := client("2001:db8:1:2::")
		c.IP[15] = byte(i)
		return c
	}
	in4 := func(i int) policy.Connection {
		c := client("10.0.0.0")
		c.IP[15] = byte(i)
		return c
	}
	by64 := func(i int) policy.Connection {
		c := client("2001:db8:1:2::")
		c.IP[7] = byte(i)
		return c
	}
	require.Equal(t, 3, spread(128, in64))
	require.Equal(t, 1, spread(64, in64), "a network of 64 bits is one client")
	require.Equal(t, 3, spread(64, by64), "and others are others")
	require.Equal(t, 1, spread(56, by64))
	require.Equal(t, 3, spread(64, in4), "of an IPv4 address all counts")
	withKey := func(i int) policy.Connection {
		c := in4(i)
		c.Key = 7
		return c
	}
	require.Equal(t, 1, spread(128, withKey), "what the request says is the client")
}

// What has no address is nobody's in particular, nor is the first request of a session.
func TestStickyHasNoWorkerInMind(t *testing.T) {
	all := states{"a": idle, "b": idle, "c": idle}
	for _, c := range []policy.Connection{{}, {IP: client("10.0.0.1").IP, Fresh: true}} {
		p := newSticky(128, "abc")
		order := ""
		for range 4 {
			w, _ := p.Pick(c, func(w string) policy.State { return all[w] })
			order += w
		}
		require.Equal(t, "abca", order)
		_, found := p.Home(c, nil)
		require.False(t, found)
		require.True(t, p.MayMove(c))
	}
}

// A session is its worker's; one whose worker has gone is somebody's all the same.
func TestStickyBySession(t *testing.T) {
	p := newSticky(128, "abc")
	c := client("10.0.0.1")
	for _, name := range []string{"a", "b", "c"} {
		c.Session = uint32(name[0])
		home, _ := p.Home(c, nil)
		require.Equal(t, name, home)
	}
	// Too many wait for that worker: then it is the next best.
	c.Session = 'b'
	home, _ := p.Home(c, func(w string) bool { return w != "b" })
	require.NotEqual(t, "b", home)
	home, _ = p.Home(c, func(string) bool { return false })
	require.Equal(t, "b", home, "nobody has a place")
	c.Session = 'x'
	home, found := p.Home(c, nil)
	require.True(t, found)
	byAddress, _ := p.Home(client("10.0.0.1"), nil)
	require.Equal(t, byAddress, home)
}

// Too many wait for a worker: then the next best is it, and the best again where too many wait for all.
func TestStickyGoesToTheNextBest(t *testing.T) {
	p := newSticky(128, "abc")
	for _, c := range clients(20) {
		best, _ := p.Home(c, nil)
		second, _ := p.Home(c, func(w string) bool { return w != best })
		require.NotEqual(t, best, second)
		third, _ := p.Home(c, func(w string) bool { return w != best && w != second })
		require.Len(t, map[string]bool{best: true, second: true, third: true}, 3)
		again, _ := p.Home(c, func(string) bool { return false })
		require.Equal(t, best, again)
	}
}

func TestStickingAllocatesNothing(t *testing.T) {
	p := newSticky(64, "abc")
	c := client("2001:db8::1")
	state := func(string) policy.State { return idle }
	require.Zero(t, testing.AllocsPerRun(100, func() { p.Pick(c, state) }))
}
