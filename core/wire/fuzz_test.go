package wire_test

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// Any frame is either refused or read exactly as it is written.
func FuzzRequest(f *testing.F) {
	f.Add(numbers(uint32(wire.Listen), 1, 1, 0))
	f.Add(numbers(uint32(wire.Attach), 0, 0, 0))
	f.Add(append(numbers(uint32(wire.Listen), 1, 1, 0, 3, 2, 64, 1024, 1000, 3, 1), "x10.0.0.0/8,::1"...))
	f.Fuzz(func(t *testing.T, frame []byte) {
		r, err := wire.ParseRequest(frame)
		if err != nil {
			require.ErrorIs(t, err, unix.EBADMSG)
			require.Equal(t, wire.Request{}, r)
			return
		}
		require.Less(t, r.Listener, uint32(wire.Lend))
		again := numbers(uint32(r.Op), r.Seq, r.Listener, r.Worker)
		if r.Op == wire.CloseListener || r.Op == wire.Leave {
			require.Equal(t, frame, append(again, numbers(r.Also...)...))
			return
		}
		require.Empty(t, r.Also)
		require.Equal(t, r.Op == wire.Listen, r.Options.Policy != 0)
		require.Equal(t, frame[:len(again)], again)
	})
}

// Any message of a worker is either refused or one of five, with the descriptors that belong to it.
func FuzzWorkerMessage(f *testing.F) {
	f.Add(numbers(uint32(wire.Ready), 1), 0)
	f.Add(numbers(uint32(wire.Refuse), 1), 1)
	f.Add(numbers(uint32(wire.Full), 1), 0)
	f.Fuzz(func(t *testing.T, frame []byte, fds int) {
		s, err := wire.ParseWorkerMessage(frame, fds)
		if err != nil {
			require.ErrorIs(t, err, unix.EBADMSG)
			return
		}
		require.Len(t, frame, 8+len(s.Header))
		require.True(t, len(s.Header) == 0 || s.Kind == wire.Refuse)
		require.Equal(t, binary.LittleEndian.Uint32(frame), uint32(s.Kind))
		require.Contains(t, []wire.MessageKind{wire.Ready, wire.Gone, wire.Refuse, wire.Idle, wire.Full}, s.Kind)
		require.Equal(t, s.Kind == wire.Refuse, fds == 1)
	})
}
