package testgo

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"gocluster/core/wire"
)

// connections lists the TCP sockets that the core has open and that do not listen, by what /proc/net/tcp says of each.
func (h *host) connections() (list []string) {
	h.t.Helper()
	names, err := filepath.Glob(h.table() + "/*")
	require.NoError(h.t, err)
	open := make(map[string]string)
	for _, name := range names {
		if target, _ := os.Readlink(name); strings.HasPrefix(target, "socket:") {
			open[strings.Trim(target, "socket:[]")] = filepath.Base(name)
		}
	}
	text, err := os.ReadFile("/proc/net/tcp")
	require.NoError(h.t, err)
	const state, inode, listening = 3, 9, "0A"
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if fd, found := open[fields[inode]]; found && fields[state] != listening {
			list = append(list, fmt.Sprintf("descriptor %s: %s to %s", fd, fields[1], fields[2]))
		}
	}
	return list
}

// The core keeps no descriptor of a connection that it is done with: the client would wait for an end that does not come.
func TestTheCoreClosesEachConnection(t *testing.T) {
	for name, step := range map[string]func(t *testing.T, c *control, w *worker, address string){
		"that it has handed off": func(t *testing.T, _ *control, w *worker, address string) {
			for range dialMany(t, address, 3) {
				w.take(t)
			}
		},
		"that a worker has refused, and then got": func(t *testing.T, _ *control, w *worker, address string) {
			dial(t, "tcp", address)
			w.refuse(t, w.take(t))
			w.take(t)
		},
		"that a worker has not read, and another one has got": func(t *testing.T, c *control, w *worker, address string) {
			dial(t, "tcp", address)
			eventually(t, w.holds, "it is handed off")
			second := c.readyWorker(2, 1)
			c.do(wire.Leave, 1, w.id)
			second.take(t)
		},
		"that a worker gives back for no listener": func(t *testing.T, _ *control, w *worker, address string) {
			dial(t, "tcp", address)
			h := w.take(t)
			h.listener = absent
			w.refuse(t, h)
		},
		"that waits when its listener is closed": func(t *testing.T, c *control, w *worker, address string) {
			dialMany(t, address, 2*bound)
			w.awaitFull(t, address)
			c.closeListener(1)
		},
		"that has not the header that it must have": func(t *testing.T, c *control, w *worker, _ string) {
			c.closeListener(1)
			address := c.listenForHeaders(longTime)
			c.do(wire.Join, 1, w.id)
			c.settle()
			require.NoError(t, w.say(wire.Ready, 1))
			dial(t, "tcp", address).write(t, "GET / HTTP/1.1\r\n\r\n")
			c.awaitPeek(peekStats{rejections: 1})
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := startHost(t, hardLimit)
			c := h.attach()
			address := c.listenLoopback(1)
			w := c.readyWorker(1, 1)
			step(t, c, w, address)
			c.settle()
			require.Empty(t, h.connections(), "the core has not closed a connection that it is done with")
		})
	}
}
