package wire_test

import (
	"encoding/binary"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/peek"
	"gocluster/core/wire"
)

func numbers(values ...uint32) []byte {
	var frame []byte
	for _, value := range values {
		frame = binary.LittleEndian.AppendUint32(frame, value)
	}
	return frame
}

// listen is a Listen with options.
func listen(name, networks string, options ...uint32) []byte {
	frame := append(numbers(uint32(wire.Listen), 7, 1, 511), numbers(append(options, uint32(len(name)))...)...)
	return append(append(frame, name...), networks...)
}

func TestParseRequest(t *testing.T) {
	const last = wire.Lend - 1
	for _, test := range []struct {
		name    string
		frame   []byte
		request wire.Request
	}{
		{"Join", numbers(uint32(wire.Join), 1, 2, 3), wire.Request{Op: wire.Join, Seq: 1, Listener: 2, Worker: 3}},
		{"Attach", numbers(uint32(wire.Attach), 0, 0, 0), wire.Request{Op: wire.Attach}},
		{"the last listener", numbers(uint32(wire.Leave), 0, last, 0), wire.Request{Op: wire.Leave, Listener: last}},
		{"more than asked for", numbers(uint32(wire.Join), 0, 1, 2, 3), wire.Request{Op: wire.Join, Listener: 1, Worker: 2}},
		{"several listeners", numbers(uint32(wire.Leave), 0, 1, 2, 3, last), wire.Request{Op: wire.Leave, Listener: 1, Worker: 2, Also: []uint32{3, last}}},
		{"Listen", numbers(uint32(wire.Listen), 7, 1, 0), wire.Request{Op: wire.Listen, Seq: 7, Listener: 1, Options: wire.ListenOptions{Policy: wire.RoundRobin}}},
		{"Listen with options", listen("sid", "10.1.0.0/8,::1,::ffff:1.2.3.4", 3, 3, 64, 1024, 1500, 3), wire.Request{
			Op: wire.Listen, Seq: 7, Listener: 1, Worker: 511, Options: wire.ListenOptions{
				Policy: wire.Sticky,
				Key:    wire.StickyKey{Kind: wire.ByCookie, Name: "sid", IPv6Prefix: 64, MaxBytes: 1024, Timeout: 1500 * time.Millisecond},
				Proxy:  wire.ProxyTrusted,
				Trusted: []netip.Prefix{
					netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128"), netip.MustParsePrefix("1.2.3.4/32"),
				},
			},
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			request, err := wire.ParseRequest(test.frame)
			require.NoError(t, err)
			require.Equal(t, test.request, request)
		})
	}
	for name, frame := range map[string][]byte{
		"nothing":           nil,
		"half a request":    numbers(uint32(wire.Join), 1),
		"a byte too few":    numbers(uint32(wire.Join), 1, 2, 3)[:15],
		"no operation":      numbers(0, 1, 2, 3),
		"no such one":       numbers(uint32(wire.Place)+1, 1, 2, 3),
		"a large listener":  numbers(uint32(wire.Join), 1, wire.Lend, 3),
		"and among several": numbers(uint32(wire.CloseListener), 1, 2, 3, 4, wire.Lend),
		"half a listener":   numbers(uint32(wire.Leave), 1, 2, 3, 4)[:19],
		"half of options":   numbers(uint32(wire.Listen), 1, 2, 3, 1, 1),
		"no policy":         listen("", "", 0, 1, 128, 1, 1, 0),
		"no such policy":    listen("", "", 4, 1, 128, 1, 1, 0),
		"no such key":       listen("", "", 3, 6, 128, 1, 1, 0),
		"a long prefix":     listen("", "", 3, 1, 129, 1, 1, 0),
		"too many bytes":    listen("", "", 3, 1, 128, wire.KeyBytesMax+1, 1, 0),
		"no such protocol":  listen("", "", 3, 1, 128, 1, 1, 4),
		"half a name":       listen("a", "", 3, 1, 128, 1, 1, 0)[:16+7*4],
		"no address":        listen("", "localhost", 1, 1, 128, 1, 1, 3),
		"no network":        listen("", "10.0.0.0/33", 1, 1, 128, 1, 1, 3),
		"an address's zone": listen("", "fe80::1%eth0", 1, 1, 128, 1, 1, 3),
		"an empty address":  listen("", "::1,", 1, 1, 128, 1, 1, 3),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := wire.ParseRequest(frame)
			require.ErrorIs(t, err, unix.EBADMSG)
		})
	}
}

func TestParseWorkerMessage(t *testing.T) {
	for _, kind := range []wire.MessageKind{wire.Ready, wire.Gone, wire.Refuse, wire.Idle, wire.Full} {
		frame := numbers(uint32(kind), 5)
		wanted := 0
		if kind == wire.Refuse {
			wanted = 1
		}
		for fds := range 3 {
			message, err := wire.ParseWorkerMessage(frame, fds)
			if fds != wanted {
				require.ErrorIs(t, err, unix.EBADMSG)
				continue
			}
			require.NoError(t, err)
			require.Empty(t, message.Header)
			message.Header = nil
			require.Equal(t, wire.WorkerMessage{Kind: kind, Listener: 5}, message)
		}
	}
	for _, frame := range [][]byte{
		nil, numbers(1), numbers(1, 1, 1), numbers(0, 1), numbers(6, 1), numbers(1<<31|1, 1),
		append(numbers(uint32(wire.Ready), 1), 1),
		append(numbers(uint32(wire.Refuse), 1), make([]byte, peek.HeaderMax+1)...),
	} {
		if len(frame) > 0 && frame[0] == byte(wire.Refuse) {
			_, err := wire.ParseWorkerMessage(frame, 1)
			require.ErrorIs(t, err, unix.EBADMSG)
		}
		_, err := wire.ParseWorkerMessage(frame, 0)
		require.ErrorIs(t, err, unix.EBADMSG)
	}
}

// A connection that is refused comes back with what the worker was told of its PROXY header.
func TestParseRefusedHeader(t *testing.T) {
	message, err := wire.ParseWorkerMessage(append(numbers(uint32(wire.Refuse), 5), "header"...), 1)
	require.NoError(t, err)
	require.Equal(t, "header", string(message.Header))
}

func TestNoticeAppend(t *testing.T) {
	notice := wire.Notice{Kind: wire.Answer, ID: 3, Errno: syscall.EMFILE, Text: "why"}
	frame := append(numbers(19, uint32(wire.Answer), 3, uint32(syscall.EMFILE)), "why"...)
	require.Equal(t, append([]byte("before"), frame...), notice.Append([]byte("before")))
	// A notice with the longest reason is still one message.
	require.LessOrEqual(t, len(wire.Notice{Text: strings.Repeat("x", wire.ReasonMax)}.Append(nil)), 1024)
}
