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
	f.Add(words(uint32(wire.Listen), 1, 1, 0, uint32(wire.KindTCP), 511, 0, 0))
	f.Add(words(uint32(wire.Attach), 0, 0, 0))
	f.Fuzz(func(t *testing.T, frame []byte) {
		r, err := wire.ParseRequest(frame)
		if err != nil {
			require.ErrorIs(t, err, unix.EBADMSG)
			require.Equal(t, wire.Request{}, r)
			return
		}
		require.Less(t, r.Listener, uint32(wire.WantRoom))
		again := words(uint32(r.Op), r.Seq, r.Listener, r.Worker)
		if r.Op == wire.Listen {
			b := r.Bind
			again = append(again, words(uint32(b.Kind), uint32(b.Backlog), b.Flags, uint32(b.Port))...)
			again = append(again, b.Address...)
			require.Equal(t, frame, again)
		} else {
			require.Equal(t, frame[:len(again)], again)
			require.Equal(t, wire.Bind{}, r.Bind)
		}
	})
}

// Any word of a worker is either refused or one of five, with the descriptors that belong to it.
func FuzzSaying(f *testing.F) {
	f.Add(words(uint32(wire.Ready), 1), 0)
	f.Add(words(uint32(wire.Refuse), 1), 1)
	f.Add(words(uint32(wire.Prefetch), 1), 0)
	f.Fuzz(func(t *testing.T, frame []byte, fds int) {
		s, err := wire.ParseSaying(frame, fds)
		if err != nil {
			require.ErrorIs(t, err, unix.EBADMSG)
			return
		}
		require.Len(t, frame, 8)
		require.Equal(t, binary.LittleEndian.Uint32(frame), uint32(s.Say))
		require.Contains(t, []wire.Say{wire.Ready, wire.Gone, wire.Refuse, wire.Room, wire.Prefetch}, s.Say)
		require.Equal(t, s.Say == wire.Refuse, fds == 1)
		require.Equal(t, s.Say == wire.Prefetch, s.Count != 0)
	})
}
