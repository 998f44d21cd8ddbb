package wire_test

import (
	"encoding/binary"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

func words(values ...uint32) []byte {
	var frame []byte
	for _, value := range values {
		frame = binary.LittleEndian.AppendUint32(frame, value)
	}
	return frame
}

func TestParseRequest(t *testing.T) {
	const last = wire.WantRoom - 1
	listen := words(uint32(wire.Listen), 7, 1, 0, uint32(wire.KindTCP), 511, wire.FlagIPv6Only, 8000)
	for _, test := range []struct {
		name    string
		frame   []byte
		request wire.Request
	}{
		{"Join", words(uint32(wire.Join), 1, 2, 3), wire.Request{Op: wire.Join, Seq: 1, Listener: 2, Worker: 3}},
		{"Attach", words(uint32(wire.Attach), 0, 0, 0), wire.Request{Op: wire.Attach}},
		{"the last listener", words(uint32(wire.Leave), 0, last, 0), wire.Request{Op: wire.Leave, Listener: last}},
		{"more than asked for", words(uint32(wire.Leave), 0, 1, 2, 3), wire.Request{Op: wire.Leave, Listener: 1, Worker: 2}},
		{"Listen", append(listen, "::1"...), wire.Request{Op: wire.Listen, Seq: 7, Listener: 1, Bind: wire.Bind{
			Kind: wire.KindTCP, Backlog: 511, Flags: wire.FlagIPv6Only, Port: 8000, Address: "::1",
		}}},
		{"Listen without an address", listen, wire.Request{Op: wire.Listen, Seq: 7, Listener: 1, Bind: wire.Bind{
			Kind: wire.KindTCP, Backlog: 511, Flags: wire.FlagIPv6Only, Port: 8000,
		}}},
		{"a negative backlog", words(uint32(wire.Listen), 0, 1, 0, 1, 1<<32-1, 0, 0), wire.Request{
			Op: wire.Listen, Listener: 1, Bind: wire.Bind{Kind: 1, Backlog: -1},
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			request, err := wire.ParseRequest(test.frame)
			require.NoError(t, err)
			require.Equal(t, test.request, request)
		})
	}
	for name, frame := range map[string][]byte{
		"nothing":          nil,
		"half a request":   words(uint32(wire.Join), 1),
		"a byte too few":   words(uint32(wire.Join), 1, 2, 3)[:15],
		"no operation":     words(0, 1, 2, 3),
		"no such one":      words(uint32(wire.Attach)+1, 1, 2, 3),
		"a large listener": words(uint32(wire.Join), 1, wire.WantRoom, 3),
		"half a Listen":    listen[:len(listen)-1],
	} {
		t.Run(name, func(t *testing.T) {
			_, err := wire.ParseRequest(frame)
			require.ErrorIs(t, err, unix.EBADMSG)
		})
	}
}

func TestParseSaying(t *testing.T) {
	for _, say := range []wire.Say{wire.Ready, wire.Gone, wire.Refuse, wire.Room} {
		frame := words(uint32(say), 5)
		wanted := 0
		if say == wire.Refuse {
			wanted = 1
		}
		for fds := range 3 {
			saying, err := wire.ParseSaying(frame, fds)
			if fds != wanted {
				require.ErrorIs(t, err, unix.EBADMSG)
				continue
			}
			require.NoError(t, err)
			require.Equal(t, wire.Saying{Say: say, Listener: 5}, saying)
		}
	}
	for count := range wire.PrefetchMax {
		saying, err := wire.ParseSaying(words(uint32(wire.Prefetch), uint32(count+1)), 0)
		require.NoError(t, err)
		require.Equal(t, wire.Saying{Say: wire.Prefetch, Count: count + 1}, saying)
	}
	for _, frame := range [][]byte{
		nil, words(1), words(1, 1, 1), words(0, 1), words(6, 1), words(1<<31|1, 1),
		words(uint32(wire.Prefetch), 0), words(uint32(wire.Prefetch), wire.PrefetchMax+1),
	} {
		_, err := wire.ParseSaying(frame, 0)
		require.ErrorIs(t, err, unix.EBADMSG)
	}
}

func TestNoticeAppend(t *testing.T) {
	notice := wire.Notice{Kind: wire.Answer, ID: 3, Errno: syscall.EADDRINUSE, Family: 6, Port: 80, Address: "::1"}
	frame := append(words(27, uint32(wire.Answer), 3, uint32(syscall.EADDRINUSE), 6, 80), "::1"...)
	require.Equal(t, append([]byte("before"), frame...), notice.Append([]byte("before")))
	// A notice with the longest reason is still one message.
	require.LessOrEqual(t, len(wire.Notice{Address: strings.Repeat("x", wire.ReasonMax)}.Append(nil)), 1024)
}
