package sys

import (
	"encoding/binary"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// channel is a pair of sockets that are closed when the test ends.
func channel(t *testing.T) (near, far int) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	require.NoError(t, err)
	t.Cleanup(func() { CloseAll(pair[:]) })
	return pair[0], pair[1]
}

// same tells whether two descriptors are of one open file.
func same(t *testing.T, a, b int) bool {
	var first, second unix.Stat_t
	require.NoError(t, unix.Fstat(a, &first))
	require.NoError(t, unix.Fstat(b, &second))
	return first.Dev == second.Dev && first.Ino == second.Ino
}

func TestBatch(t *testing.T) {
	t.Run("each message has its word and its descriptor", func(t *testing.T) {
		near, far := channel(t)
		frames := NewBatch(3)
		for range 2 {
			frames.Set(0, 0x01020304, near)
			frames.Set(1, 5, far)
			sent, err := frames.Send(near, 2)
			require.NoError(t, err)
			require.Equal(t, 2, sent)

			m := new(Message)
			for i, fd := range []int{near, far} {
				bytes, fds, err := m.Receive(far)
				require.NoError(t, err)
				require.Equal(t, [][]byte{{4, 3, 2, 1}, {5, 0, 0, 0}}[i], m.Bytes[:bytes])
				require.Equal(t, 1, fds)
				require.True(t, same(t, fd, int(m.FDs[0])))
				Close(int(m.FDs[0]))
			}
			_, _, err = m.Receive(far)
			require.ErrorIs(t, err, unix.EAGAIN)
		}
	})

	t.Run("a channel that is full takes the first", func(t *testing.T) {
		near, far := channel(t)
		const size = 8
		frames := NewBatch(size)
		sent, total := size, 0
		var err error
		for sent == size {
			for i := range size {
				frames.Set(i, uint32(total+i), near)
			}
			sent, err = frames.Send(near, size)
			total += sent
		}
		require.ErrorIs(t, err, unix.EAGAIN)

		m := new(Message)
		for i := range total {
			bytes, _, err := m.Receive(far)
			require.NoError(t, err)
			require.Equal(t, binary.LittleEndian.AppendUint32(nil, uint32(i)), m.Bytes[:bytes])
			Close(int(m.FDs[0]))
		}
		_, _, err = m.Receive(far)
		require.ErrorIs(t, err, unix.EAGAIN)
	})

	t.Run("a channel without the other end takes none", func(t *testing.T) {
		near, far := channel(t)
		require.NoError(t, unix.Shutdown(far, unix.SHUT_RDWR))
		frames := NewBatch(1)
		frames.Set(0, 1, near)
		sent, err := frames.Send(near, 1)
		require.ErrorIs(t, err, unix.EPIPE)
		require.Zero(t, sent)
	})
}

func TestCloseAll(t *testing.T) {
	closing := func(t *testing.T) {
		// High up, where nothing else of this process comes in between.
		const base, count = 500, 6
		for fd := base; fd < base+count; fd++ {
			require.NoError(t, unix.Dup3(int(os.Stderr.Fd()), fd, unix.O_CLOEXEC))
		}
		CloseAll([]int{base + 5, base + 1, base, base + 3})
		for i, stays := range []bool{false, false, true, false, true, false} {
			_, err := unix.FcntlInt(uintptr(base+i), unix.F_GETFD, 0)
			require.Equal(t, stays, err == nil, i)
		}
		CloseAll([]int{base + 2, base + 4})
		CloseAll(nil)
	}
	t.Run("it closes just what it is given", closing)
	t.Run("and without close_range", func(t *testing.T) {
		before := noCloseRange.Swap(true)
		defer noCloseRange.Store(before)
		closing(t)
	})
}
