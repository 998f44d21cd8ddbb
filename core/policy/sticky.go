package policy

import (
	"encoding/binary"
	"math"
)

// Sticky always chooses the same worker for a client: the one with the highest score, which is a hash of the client and of the
// worker's place (rendezvous hashing). So only a worker's own clients move when it goes, and its replacement at the same place
// gets them back.
type Sticky[W comparable] struct {
	ring[W] // for connections that are bound to no worker
	place   func(W) uint32
	number  func(W) uint32
	prefix  int // how many bits of an IPv6 address identify a client
}

// NewSticky makes a policy without workers. place returns what a worker and its replacement have in common, and number returns
// what a connection's Session refers to.
func NewSticky[W comparable](place, number func(W) uint32, ipv6Prefix int) *Sticky[W] {
	return &Sticky[W]{place: place, number: number, prefix: ipv6Prefix}
}

// Pick chooses the client's worker, if it may get a connection now, or the next in order for a connection that is bound to no
// worker.
func (p *Sticky[W]) Pick(c Connection, state func(W) State) (w W, found bool) {
	if p.MayMove(c) {
		return p.next(state)
	}
	home, found := p.Home(c, nil)
	if !found || !state(home).Eligible() {
		return w, false
	}
	return home, true
}

// MayMove is true of a connection that is bound to no worker: one without a key, a session and an address, and the first of a
// session.
func (p *Sticky[W]) MayMove(c Connection) bool {
	return c.Fresh || c.Key == 0 && c.Session == 0 && c.IP == [16]byte{}
}

// Home is the client's worker: the one that made its session, or the one with the highest score. If it has no place left, Home is
// the next best that has one; if none has, it is the client's worker again.
func (p *Sticky[W]) Home(c Connection, hasPlace func(W) bool) (home W, found bool) {
	if p.MayMove(c) {
		return home, false
	}
	key := p.key(c)
	var highest uint64
	best, withPlace := false, false
	for _, w := range p.workers {
		score := mix(key ^ mix(uint64(p.place(w))+1))
		if c.Session != 0 && p.number(w) == c.Session {
			score = math.MaxUint64
		}
		has := hasPlace == nil || hasPlace(w)
		if !best || has && !withPlace || has == withPlace && score > highest {
			best, withPlace, highest, home = true, has, score, w
		}
	}
	return home, best
}

// key identifies the client.
func (p *Sticky[W]) key(c Connection) uint64 {
	if c.Key != 0 {
		return c.Key
	}
	high, low := binary.BigEndian.Uint64(c.IP[:8]), binary.BigEndian.Uint64(c.IP[8:])
	if isIPv4 := high == 0 && low>>32 == 0xffff; !isIPv4 {
		high, low = high&mask(p.prefix), low&mask(p.prefix-64)
	}
	return mix(mix(high) ^ low)
}

// mask has so many of its first bits set, of 64.
func mask(bits int) uint64 {
	switch {
	case bits <= 0:
		return 0
	case bits >= 64:
		return ^uint64(0)
	}
	return ^uint64(0) << (64 - bits)
}

// mix spreads a number over all bits: the finisher of SplitMix64.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
