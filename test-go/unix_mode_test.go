package testgo

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// modeTries is how often somebody tries to see a wider mode for a moment.
const modeTries = 100

// A Unix socket never has a wider mode than the one that was asked for, not even between its making and its chmod.
func TestUnixModeIsNeverWider(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	before := unix.Umask(0)
	t.Cleanup(func() { unix.Umask(before) })
	for name, want := range map[string]struct{ flags, mode uint32 }{
		"readable":              {wire.FlagReadableAll | wire.FlagExactMode, 0o444},
		"writable":              {wire.FlagWritableAll | wire.FlagExactMode, 0o222},
		"readable and writable": {wire.FlagReadableAll | wire.FlagWritableAll | wire.FlagExactMode, 0o666},
	} {
		t.Run(name, func(t *testing.T) {
			for range modeTries {
				path := filepath.Join(t.TempDir(), "s")
				first := make(chan uint32)
				watching := make(chan struct{})
				go func() {
					close(watching)
					var stat unix.Stat_t
					for unix.Stat(path, &stat) != nil {
						continue
					}
					first <- stat.Mode & 0o7777
				}()
				<-watching
				b := wire.Bind{Kind: wire.KindUnix, Backlog: 16, Flags: want.flags, Address: path}
				require.Zero(t, c.listen(1, b).Errno)
				require.Zero(t, <-first&^want.mode, "when it is there first")
				var stat unix.Stat_t
				require.NoError(t, unix.Stat(path, &stat))
				require.Equal(t, want.mode, stat.Mode&0o7777)
				c.closeListener(1)
			}
		})
	}
}
