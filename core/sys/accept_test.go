package sys

import (
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// An accepted connection brings the address of its client, and a later look at it has the same.
func TestAccept(t *testing.T) {
	for _, test := range []struct{ network, address string }{
		{"tcp4", "127.0.0.1:0"},
		{"tcp6", "[::1]:0"},
		{"unix", filepath.Join(t.TempDir(), "socket")},
	} {
		t.Run(test.network, func(t *testing.T) {
			l, err := net.Listen(test.network, test.address)
			if test.network == "tcp6" && err != nil {
				t.Skip("no IPv6 here: ", err)
			}
			require.NoError(t, err)
			defer func() { _ = l.Close() }()
			file, err := l.(interface{ File() (*os.File, error) }).File()
			require.NoError(t, err)
			defer func() { _ = file.Close() }()
			listener := int(file.Fd())
			require.NoError(t, unix.SetNonblock(listener, true))
			_, _, err = Accept(listener)
			require.ErrorIs(t, err, unix.EAGAIN)

			client, err := net.Dial(test.network, l.Addr().String())
			require.NoError(t, err)
			defer func() { _ = client.Close() }()
			fd, peer, err := Accept(listener)
			require.NoError(t, err)
			defer Close(fd)
			var wanted Peer
			if test.network != "unix" {
				address := netip.MustParseAddrPort(client.LocalAddr().String())
				wanted = Peer{address.Addr().As16(), address.Port()}
			}
			require.Equal(t, wanted, peer)
			require.Equal(t, wanted, PeerOf(fd))
		})
	}
}

func TestAcceptAllocatesNothing(t *testing.T) {
	require.Zero(t, testing.AllocsPerRun(100, func() { _, _, _ = Accept(-1) }))
}
