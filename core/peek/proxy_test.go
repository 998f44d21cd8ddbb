package peek_test

import (
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"gocluster/core/peek"
)

const signature = "\r\n\r\n\x00\r\nQUIT\n"

// version2 makes a header: commands, families and protocols are the specification's bytes.
func version2(command, family byte, rest string) string {
	head := []byte(signature + string([]byte{command, family, 0, 0}))
	binary.BigEndian.PutUint16(head[14:], uint16(len(rest)))
	return string(head) + rest
}

func field(kind byte, value string) string {
	return string([]byte{kind, byte(len(value) >> 8), byte(len(value))}) + value
}

// checked puts the right checksum into the last four bytes of a header, which are to be zeros.
func checked(header string) string {
	data := []byte(header)
	binary.BigEndian.PutUint32(data[len(data)-4:], crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli)))
	return string(data)
}

func endpoint(address string) peek.Endpoint {
	at := netip.MustParseAddrPort(address)
	return peek.Endpoint{IP: at.Addr().As16(), Port: at.Port()}
}

const (
	ends4 = "\xc0\xa8\x00\x01\xc0\xa8\x00\x0b\xdc\x04\x01\xbb"
	long6 = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
)

var (
	ends6     = strings.Repeat("\x20\x01\x0d\xb8", 8) + "\x00\x01\xff\xff"
	endsUnix  = "/run/a" + strings.Repeat("\x00", 102) + "/run/b" + strings.Repeat("\x00", 102)
	client4   = endpoint("192.168.0.1:56324")
	server4   = endpoint("192.168.0.11:443")
	both6     = endpoint("[2001:db8:2001:db8:2001:db8:2001:db8]:1")
	server6   = endpoint("[2001:db8:2001:db8:2001:db8:2001:db8]:65535")
	uniqueID  = field(5, "an id")
	checksum0 = field(3, "\x00\x00\x00\x00")
)

func TestHeadersThatAreRead(t *testing.T) {
	for _, test := range []struct {
		name, data string
		wanted     peek.Header
	}{
		{"the specification's example", "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n", peek.Header{Version: 1, Family: peek.IPv4, Source: client4, Destination: server4}},
		{"the longest line for IPv4", "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", peek.Header{Version: 1, Family: peek.IPv4, Source: endpoint("255.255.255.255:65535"), Destination: endpoint("255.255.255.255:65535")}},
		{"the longest line for IPv6", "PROXY TCP6 " + long6 + " " + long6 + " 65535 65535\r\n", peek.Header{Version: 1, Family: peek.IPv6, Source: endpoint("[" + long6 + "]:65535"), Destination: endpoint("[" + long6 + "]:65535")}},
		{"a short IPv6 address, in capitals", "PROXY TCP6 ::1 2001:DB8::A 0 1\r\n", peek.Header{Version: 1, Family: peek.IPv6, Source: endpoint("[::1]:0"), Destination: endpoint("[2001:db8::a]:1")}},
		{"a mapped address, as HAProxy sends it", "PROXY TCP6 ::ffff:10.0.0.1 ::ffff:10.0.0.2 7 8\r\n", peek.Header{Version: 1, Family: peek.IPv6, Source: endpoint("10.0.0.1:7"), Destination: endpoint("10.0.0.2:8")}},
		{"nothing known", "PROXY UNKNOWN\r\n", peek.Header{Version: 1}},
		{"nothing known, with whatever", "PROXY UNKNOWN " + long6 + " " + long6 + " 65535 65535\r\n", peek.Header{Version: 1}},
		{"version 2, IPv4", version2(0x21, 0x11, ends4), peek.Header{Version: 2, Family: peek.IPv4, Source: client4, Destination: server4}},
		{"version 2, IPv6", version2(0x21, 0x21, ends6), peek.Header{Version: 2, Family: peek.IPv6, Source: both6, Destination: server6}},
		{"version 2, a Unix socket", version2(0x21, 0x31, endsUnix), peek.Header{Version: 2, Family: peek.Unix}},
		{"version 2, nothing known", version2(0x21, 0x00, ""), peek.Header{Version: 2}},
		{"version 2, a protocol without a name", version2(0x21, 0x10, ends4), peek.Header{Version: 2}},
		{"version 2, datagrams", version2(0x21, 0x12, ends4), peek.Header{Version: 2}},
		{"a health check", version2(0x20, 0x00, ""), peek.Header{Version: 2, Local: true}},
		{"a health check with addresses", version2(0x20, 0x11, ends4), peek.Header{Version: 2, Local: true}},
		{"a health check with anything", version2(0x20, 0x7f, "xyz"), peek.Header{Version: 2, Local: true}},
		{"fields", version2(0x21, 0x11, ends4+uniqueID+field(4, "")+field(0xe0, "x")), peek.Header{Version: 2, Family: peek.IPv4, Source: client4, Destination: server4}},
		{"a checksum", checked(version2(0x21, 0x11, ends4+uniqueID+checksum0)), peek.Header{Version: 2, Family: peek.IPv4, Source: client4, Destination: server4}},
		{"the longest header", version2(0x21, 0x11, ends4+field(4, strings.Repeat("x", peek.HeaderMax-16-12-3))), peek.Header{Version: 2, Family: peek.IPv4, Source: client4, Destination: server4}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.wanted.Size = len(test.data)
			for _, after := range []string{"", "G", "GET / HTTP/1.1\r\n\r\n", test.data} {
				var h peek.Header
				require.Equal(t, peek.Found, h.Read([]byte(test.data+after)))
				requireSame(t, test.wanted, h)
				require.True(t, peek.BeginsHeader([]byte(test.data)))

				var again peek.Header
				frame := h.Append([]byte("number"))
				require.True(t, again.ReadAppended(frame[6:]))
				again.Size = h.Size
				requireSame(t, h, again)
			}
			for size := range test.data {
				var h peek.Header
				require.Equal(t, peek.More, h.Read([]byte(test.data[:size])), "%d bytes", size)
			}
		})
	}
}

// requireSame compares what a header says.
func requireSame(t *testing.T, wanted, is peek.Header) {
	require.Equal(t, wanted.Version, is.Version)
	require.Equal(t, wanted.Size, is.Size)
	require.Equal(t, wanted.Local, is.Local)
	require.Equal(t, wanted.Family, is.Family)
	require.Equal(t, wanted.Source, is.Source)
	require.Equal(t, wanted.Destination, is.Destination)
	require.Equal(t, wanted.Family != peek.Unspecified && !wanted.Local, is.Names())
}

func TestHeadersThatAreNone(t *testing.T) {
	for _, test := range []struct {
		name, data string
		wanted     peek.Verdict
	}{
		{"a request", "GET / HTTP/1.1\r\n\r\n", peek.Absent},
		{"a request that begins so, too", "PROPFIND / HTTP/1.1\r\n\r\n", peek.Absent},
		{"in small letters", "proxy TCP4 1.1.1.1 2.2.2.2 1 2\r\n", peek.Absent},
		{"TLS", "\x16\x03\x01", peek.Absent},
		{"half a signature, and something else", "\r\n\r\n\x00\r\nQUIT\r", peek.Absent},
		{"another protocol", "PROXY TCP5 1.1.1.1 2.2.2.2 1 2\r\n", peek.Malformed},
		{"no protocol", "PROXY \r\n", peek.Malformed},
		{"an UNKNOWN that goes on", "PROXY UNKNOWNS\r\n", peek.Malformed},
		{"no port", "PROXY TCP4 1.1.1.1 2.2.2.2 1\r\n", peek.Malformed},
		{"too many ports", "PROXY TCP4 1.1.1.1 2.2.2.2 1 2 3\r\n", peek.Malformed},
		{"a space at the end", "PROXY TCP4 1.1.1.1 2.2.2.2 1 2 \r\n", peek.Malformed},
		{"two spaces", "PROXY TCP4 1.1.1.1  2.2.2.2 1 2\r\n", peek.Malformed},
		{"a large port", "PROXY TCP4 1.1.1.1 2.2.2.2 1 65536\r\n", peek.Malformed},
		{"a zero before a port", "PROXY TCP4 1.1.1.1 2.2.2.2 1 02\r\n", peek.Malformed},
		{"a sign before a port", "PROXY TCP4 1.1.1.1 2.2.2.2 1 +2\r\n", peek.Malformed},
		{"a zero in an address", "PROXY TCP4 1.1.1.01 2.2.2.2 1 2\r\n", peek.Malformed},
		{"a large number in an address", "PROXY TCP4 1.1.1.256 2.2.2.2 1 2\r\n", peek.Malformed},
		{"IPv6 where IPv4 is said", "PROXY TCP4 ::1 ::2 1 2\r\n", peek.Malformed},
		{"IPv4 where IPv6 is said", "PROXY TCP6 1.1.1.1 2.2.2.2 1 2\r\n", peek.Malformed},
		{"one of each", "PROXY TCP6 ::1 2.2.2.2 1 2\r\n", peek.Malformed},
		{"a zone", "PROXY TCP6 fe80::1%eth0 fe80::2 1 2\r\n", peek.Malformed},
		{"no carriage return", "PROXY TCP4 1.1.1.1 2.2.2.2 1 2\n", peek.Malformed},
		{"an end of the line within", "PROXY UNKNOWN\n\r\n", peek.Malformed},
		{"a line that is too long", "PROXY UNKNOWN " + strings.Repeat("x", 92) + "\r\n", peek.Malformed},
		{"a line without an end", "PROXY UNKNOWN " + strings.Repeat("x", 93), peek.Malformed},
		{"version 1 after the signature of 2", version2(0x11, 0x11, ends4), peek.Malformed},
		{"version 3", version2(0x31, 0x11, ends4), peek.Malformed},
		{"no such command", version2(0x22, 0x11, ends4), peek.Malformed},
		{"no such family", version2(0x21, 0x41, ends4), peek.Malformed},
		{"no such protocol", version2(0x21, 0x13, ends4), peek.Malformed},
		{"too short for IPv4", version2(0x21, 0x11, ends4[1:]), peek.Malformed},
		{"too short for IPv6", version2(0x21, 0x21, ends6[1:]), peek.Malformed},
		{"IPv4 where IPv6 is said, version 2", version2(0x21, 0x21, ends4), peek.Malformed},
		{"too short for a Unix socket", version2(0x21, 0x31, endsUnix[1:]), peek.Malformed},
		{"half a field", version2(0x21, 0x11, ends4+"\x05\x00"), peek.Malformed},
		{"a field that is too long", version2(0x21, 0x11, ends4+"\x05\x00\x02x"), peek.Malformed},
		{"a wrong checksum", version2(0x21, 0x11, ends4+checksum0), peek.Malformed},
		{"a checksum of three bytes", version2(0x21, 0x11, ends4+field(3, "abc")), peek.Malformed},
		{"a wrong checksum of a health check", version2(0x20, 0x11, ends4+checksum0), peek.Malformed},
		{"one byte too many", version2(0x21, 0x11, ends4+field(4, strings.Repeat("x", peek.HeaderMax-16-12-2))), peek.Malformed},
	} {
		t.Run(test.name, func(t *testing.T) {
			requireFinal(t, test.data, test.wanted, func(data []byte) peek.Verdict { return new(peek.Header).Read(data) })
		})
	}
}

// requireFinal looks at ever more of data: from the first verdict on that is not More it stays, and is the wanted one.
func requireFinal(t *testing.T, data string, wanted peek.Verdict, look func([]byte) peek.Verdict) {
	seen := peek.More
	for size := range len(data) + 1 {
		verdict := look([]byte(data[:size]))
		require.True(t, seen == peek.More || seen == verdict, "%v, then %v after %d bytes", seen, verdict, size)
		seen = verdict
	}
	require.Equal(t, wanted, seen, "%q", data)
}

// The checksum is that of another implementation: this is a header of HAProxy 2.6.
func TestChecksumOfHAProxy(t *testing.T) {
	data, err := hex.DecodeString("0d0a0d0a000d0a515549540a211100257f0000017f000001edfc958f0300046b987b5705000f3132372e302e302e313a3630393234")
	require.NoError(t, err)
	var h peek.Header
	require.Equal(t, peek.Found, h.Read(data))
	require.Equal(t, endpoint("127.0.0.1:60924"), h.Source)
	data[len(data)-1]++
	require.Equal(t, peek.Malformed, new(peek.Header).Read(data))
}

func TestFramesThatAreNoHeader(t *testing.T) {
	for _, frame := range []string{"", "\x01", "\x03\x21\x11\x00\x00", "\x02\x21\x11\x00\x0c", "\x01\x21\x00\x00\x00x", "\x01\x22\x00\x00\x00"} {
		require.False(t, new(peek.Header).ReadAppended([]byte(frame)), "%q", frame)
	}
	require.True(t, new(peek.Header).ReadAppended([]byte("\x01\x21\x00\x00\x00")))
}

func TestAHeaderAllocatesNothing(t *testing.T) {
	one := []byte("PROXY TCP6 " + long6 + " " + long6 + " 65535 65535\r\n")
	two := []byte(checked(version2(0x21, 0x21, ends6+uniqueID+checksum0)))
	bad := []byte("PROXY TCP6 1.2 3 4 5\r\n")
	frame := make([]byte, 0, 200)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		var h peek.Header
		for _, data := range [][]byte{one, two} {
			if h.Read(data) != peek.Found || !h.ReadAppended(h.Append(frame)) {
				t.Fail()
			}
		}
	}))
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() { new(peek.Header).Read(bad) }), 2.0)
}
