package testgo

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

func unixBind(path string, flags uint32) wire.Bind {
	return wire.Bind{Kind: wire.KindUnix, Backlog: 16, Address: path, Flags: flags}
}

// pathMax is the longest path of a Unix socket: the address has a byte more, for the zero at its end.
const pathMax = 107

// The kinds of Unix listener: how a client names them, and what is left in the file system after the close.
func TestUnixListeners(t *testing.T) {
	t.Chdir(t.TempDir())
	short := filepath.Join(t.TempDir(), "s")
	for _, test := range []struct{ name, path, file string }{
		{"absolute", short, short},
		{"relative", "relative.sock", "relative.sock"},
		{"beginning with @", "@at.sock", "./@at.sock"},
		{"beginning with @, as long as can be", "@" + strings.Repeat("x", pathMax-1), ""},
		{"as long as can be", strings.Repeat("x", pathMax), ""},
		{"abstract", "\x00gocluster-test-" + filepath.Base(t.TempDir()), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			checkLeaks(t)
			c := start(t).attach()
			answer := c.listen(1, unixBind(test.path, 0))
			require.Zero(t, answer.Errno, answer.Errno.Error())
			require.Zero(t, answer.Family)
			require.Zero(t, answer.Port)
			require.Empty(t, answer.Address)
			require.Equal(t, unix.EADDRINUSE, c.listen(2, unixBind(test.path, 0)).Errno)

			c.readyWorker(1, 1).serveUnasked(t)
			switch {
			case test.path[0] == 0:
				require.Equal(t, "1", dial(t, "unix", "@"+test.path[1:]).reply(t))
			case test.file != "":
				require.Equal(t, "1", dial(t, "unix", test.file).reply(t))
			}
			if test.path[0] != 0 {
				require.FileExists(t, fileOf(test.path))
			}
			c.closeListener(1)
			if test.path[0] != 0 {
				require.NoFileExists(t, fileOf(test.path))
			}
			require.Zero(t, c.listen(3, unixBind(test.path, 0)).Errno, "the name is free again")
		})
	}
}

// fileOf is a path that the tests' own tools take as it is.
func fileOf(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return "./" + path
}

func TestUnixListenErrors(t *testing.T) {
	checkLeaks(t)
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	c := start(t).attach()
	for i, test := range []struct {
		name  string
		path  string
		errno error
	}{
		{"a folder that is not there", filepath.Join(folder, "missing", "s"), unix.EACCES},
		{"a file in the way", file, unix.EADDRINUSE},
		{"a file for a folder", filepath.Join(file, "s"), unix.ENOTDIR},
		{"a path that is too long", filepath.Join(folder, strings.Repeat("x", pathMax)), unix.ENAMETOOLONG},
		{"a path that is too long by one", strings.Repeat("x", pathMax+1), unix.ENAMETOOLONG},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.ErrorIs(t, c.listen(uint32(i+1), unixBind(test.path, 0)).Errno, test.errno)
		})
	}
	require.FileExists(t, file)
}

// The permissions are those that the umask leaves and those that were asked for, no more.
func TestUnixListenerModes(t *testing.T) {
	checkLeaks(t)
	defer unix.Umask(unix.Umask(0o077))
	c := start(t).attach()
	folder := t.TempDir()
	for i, test := range []struct {
		name  string
		flags uint32
		mode  os.FileMode
	}{
		{"nothing asked for", 0, 0o700},
		{"readable", wire.FlagReadableAll, 0o744},
		{"writable", wire.FlagWritableAll, 0o722},
		{"both", wire.FlagReadableAll | wire.FlagWritableAll, 0o766},
		{"exactly readable", wire.FlagReadableAll | wire.FlagExactMode, 0o444},
		{"exactly both", wire.FlagReadableAll | wire.FlagWritableAll | wire.FlagExactMode, 0o666},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(folder, test.name)
			require.Zero(t, c.listen(uint32(i+1), unixBind(path, test.flags)).Errno)
			info, err := os.Stat(path)
			require.NoError(t, err)
			require.Equal(t, test.mode, info.Mode().Perm())
			require.Equal(t, os.ModeSocket, info.Mode().Type())
		})
	}
}

// A refused connection of a Unix listener goes round as a TCP one does.
func TestUnixConnectionsAreRefusedAndTakenBackToo(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	path := filepath.Join(t.TempDir(), "s")
	require.Zero(t, c.listen(1, unixBind(path, 0)).Errno)
	first := c.readyWorker(1, 1)
	refused := dial(t, "unix", path)
	h := first.take(t)
	unread := dial(t, "unix", path)
	eventually(t, func() bool { return first.unread() == 1 }, "the second is queued")
	c.readyWorker(2, 1).serveUnasked(t)
	require.NoError(t, first.say(wire.Gone, 1))
	first.refuse(t, h)
	require.Equal(t, "2", refused.reply(t))
	c.do(wire.Leave, 1, 1)
	require.Equal(t, "2", unread.reply(t))
}
