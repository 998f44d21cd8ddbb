package wire

import (
	"encoding/binary"
	"net/netip"
	"strings"
	"time"
)

// PolicyKind is the policy by which a listener's connections are handed out.
type PolicyKind uint32

// The policies.
const (
	RoundRobin PolicyKind = iota + 1
	LeastConnections
	Sticky
)

// KeyKind is what a sticky policy goes by.
type KeyKind uint32

// The kinds of keys. For a connection that does not have the key it is the client's address.
const (
	ByAddress  KeyKind = iota + 1
	ByHeader           // the header of that name, of the first request
	ByCookie           // the cookie of that name
	ByQuery            // the parameter of that name in the query of its URL
	BySocketIO         // the session id in the query, made by gocluster/socket.io
)

// ProxyKind is whether connections begin with a header of the PROXY protocol.
type ProxyKind uint32

// What is expected of connections.
const (
	ProxyOff      ProxyKind = iota
	ProxyRequired           // each has one
	ProxyOptional           // each may have one
	ProxyTrusted            // those from trusted addresses have one, others have none
)

const (
	// KeyBytesMax is the most that a sticky policy may want to see of a first request, in bytes.
	KeyBytesMax  = 64 * 1024
	ipv6Bits     = 128
	optionsSize  = 7 * numberSize
	networkComma = ","
)

// StickyKey is what a sticky policy goes by, and how long it is waited for.
type StickyKey struct {
	Kind       KeyKind
	Name       string // of the header (in lower case), of the cookie or of the query parameter
	IPv6Prefix int    // how many bits of an IPv6 address identify a client
	MaxBytes   int    // how much of the first request is looked at
	Timeout    time.Duration
}

// ListenOptions are what a listener does beyond accepting.
type ListenOptions struct {
	Policy  PolicyKind
	Key     StickyKey // for Sticky
	Proxy   ProxyKind
	Trusted []netip.Prefix // for ProxyTrusted: the addresses whose headers are trusted
}

// parseListenOptions decodes what follows the numbers of a Listen; if nothing follows, the policy is round robin.
func parseListenOptions(frame []byte) (options ListenOptions, ok bool) {
	if len(frame) == 0 {
		return ListenOptions{Policy: RoundRobin}, true
	}
	if len(frame) < optionsSize {
		return options, false
	}
	number := func(i int) uint32 { return binary.LittleEndian.Uint32(frame[i*numberSize:]) }
	policy, kind, proxy := PolicyKind(number(0)), KeyKind(number(1)), ProxyKind(number(5))
	prefix, bytes, timeout, text := number(2), number(3), number(4), frame[optionsSize:]
	nameSize := number(6)
	if policy < RoundRobin || policy > Sticky || kind < ByAddress || kind > BySocketIO || proxy > ProxyTrusted ||
		prefix > ipv6Bits || bytes > KeyBytesMax || uint64(nameSize) > uint64(len(text)) {
		return options, false
	}
	options.Policy, options.Proxy = policy, proxy
	options.Key = StickyKey{kind, string(text[:nameSize]), int(prefix), int(bytes), time.Duration(timeout) * time.Millisecond}
	options.Trusted, ok = parseNetworks(string(text[nameSize:]))
	return options, ok
}

// parseNetworks reads addresses and networks, separated by commas. IPv4 ones may be in their IPv6-mapped form.
func parseNetworks(text string) (networks []netip.Prefix, ok bool) {
	if text == "" {
		return nil, true
	}
	for each := range strings.SplitSeq(text, networkComma) {
		network, err := netip.ParsePrefix(each)
		if err != nil {
			address, err := netip.ParseAddr(each)
			if err != nil || address.Zone() != "" {
				return nil, false
			}
			network = netip.PrefixFrom(address, address.BitLen())
		}
		networks = append(networks, unmap(network).Masked())
	}
	return networks, true
}

// unmap returns the IPv4 network that an IPv6-mapped one stands for, and any other network as it is.
func unmap(network netip.Prefix) netip.Prefix {
	const mapped = 96 // bits before the IPv4 address
	if !network.Addr().Is4In6() || network.Bits() < mapped {
		return network
	}
	return netip.PrefixFrom(network.Addr().Unmap(), network.Bits()-mapped)
}
