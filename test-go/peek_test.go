package testgo

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// Exactly the header is taken from the socket, however it comes, and the worker is told what it says.
func TestHeaderIsTakenAndTold(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	for name, pieces := range map[string][]string{
		"with what follows":   {line + "rest"},
		"alone":               {line},
		"byte by byte":        strings.Split(line, ""),
		"and bytes that wait": append(strings.Split(line, ""), "rest"),
	} {
		t.Run(name, func(t *testing.T) {
			for _, network := range []string{"tcp4", "unix"} {
				address := "127.0.0.1:0"
				if network == "unix" {
					address = filepath.Join(t.TempDir(), "socket")
				}
				address = c.listenFor(wire.ProxyRequired, longTime, "", network, address)
				w := c.readyWorker(1, 1)
				client := dial(t, network, address)
				if tcp, is := client.Conn.(*net.TCPConn); is {
					require.NoError(t, tcp.SetNoDelay(true))
				}
				client.write(t, pieces...)
				h := w.take(t)
				requireLine(t, h)
				rest := strings.TrimPrefix(strings.Join(pieces, ""), line)
				if rest != "" {
					eventually(t, func() bool {
						n, _, _ := unix.Recvfrom(h.fd, make([]byte, 10), unix.MSG_PEEK|unix.MSG_DONTWAIT)
						return n == len(rest)
					}, "the rest comes")
				}
				requireContent(t, rest, h.fd)
				w.answer(t, h)
				require.Equal(t, "1", client.reply(t))
				c.do(wire.RemoveWorker, 0, 1)
				c.closeListener(1)
			}
		})
	}
}

// What does not begin as it has to ends, and is counted.
func TestWithoutTheHeaderItHasToHave(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenForHeaders(longTime)
	w := c.readyWorker(1, 1)
	sent := []string{
		"GET / HTTP/1.1\r\n\r\n", "PROXY TCP4 1.2.3.4 ::1 1 2\r\n", "PROXY " + strings.Repeat("x", 200), line + line, localOne + localOne,
		"\r\n\r\n\x00\r\nQUIT\n\x21\x11\xff\xff",
	}
	for _, text := range sent {
		client := dial(t, "tcp", address)
		client.write(t, text)
		client.requireEnd(t)
	}
	half := dial(t, "tcp", address)
	half.write(t, line[:20])
	c.awaitPeek(peekStats{peeking: 1, rejections: uint64(len(sent))})
	requireIdle(t, os.Getpid())
	require.NoError(t, half.Conn.(*net.TCPConn).CloseWrite())
	half.requireEnd(t)
	require.NoError(t, dial(t, "tcp", address).Close())
	c.awaitPeek(peekStats{rejections: uint64(len(sent)) + 2})
	require.Zero(t, w.unread())
}

// A header that does not come holds nobody up, and ends its connection after a while; an optional one lets it go on.
func TestHeaderThatDoesNotCome(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenForHeaders(shortTime)
	w := c.readyWorker(1, 1)
	silent, slow, other := dial(t, "tcp", address), dial(t, "tcp", address), dial(t, "tcp", address)
	slow.write(t, line[:10])
	other.write(t, line)
	w.answer(t, w.take(t))
	require.Equal(t, "1", other.reply(t))
	silent.requireEnd(t)
	slow.requireEnd(t)
	c.awaitPeek(peekStats{timeouts: 2, rejections: 2})
	c.closeListener(1)

	address = c.listenFor(wire.ProxyOptional, shortTime, "", "tcp4", "127.0.0.1:0")
	c.do(wire.Join, 1, 1)
	c.settle()
	require.NoError(t, w.say(wire.Ready, 1))
	for text, answered := range map[string]bool{"": true, "P": true, line[:10]: false, "GET ": true, line: true, localOne: true} {
		client := dial(t, "tcp", address)
		client.write(t, text)
		if !answered {
			client.requireEnd(t)
			continue
		}
		h := w.take(t)
		require.Equal(t, len(text) > 10, len(h.header) > 0, "%q", text)
		w.answer(t, h)
		reply, _ := client.outcome() // what it had sent and nobody has read may reset it
		require.Contains(t, []string{"1", ""}, reply)
	}
}

// A header is believed of the addresses that are named, and must be there; of others it is what the application gets.
func TestHeaderOfThoseThatAreTrusted(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	for networks, isTrusted := range map[string]bool{loopback: true, "::1,192.0.2.0/24": false, "::/0": false, "10.0.0.1,::ffff:127.0.0.1": true} {
		address := c.listenFor(wire.ProxyTrusted, longTime, networks, "tcp4", "127.0.0.1:0")
		w := c.readyWorker(1, 1)
		client := dial(t, "tcp", address)
		client.write(t, line)
		h := w.take(t)
		if isTrusted {
			requireLine(t, h)
			requireContent(t, "", h.fd)
		} else {
			require.Empty(t, h.header)
		}
		require.NoError(t, unix.Close(h.fd))
		if isTrusted {
			bare := dial(t, "tcp", address)
			bare.write(t, "GET / HTTP/1.1\r\n\r\n")
			bare.requireEnd(t)
		}
		c.do(wire.RemoveWorker, 0, 1)
		c.closeListener(1)
	}
}

// What comes back from a worker, refused or unread, has its header with the next one.
func TestHeaderOfAConnectionThatComesBack(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenForHeaders(longTime)
	first, second := c.readyWorker(1, 1), c.readyWorker(2, 1)
	client := dial(t, "tcp", address)
	client.write(t, line+"rest")
	first.refuse(t, first.take(t))
	eventually(t, second.holds, "the other one has it")
	third := c.readyWorker(3, 1)
	c.do(wire.RemoveWorker, 0, 2)
	w := holder(t, first, third)
	h := w.take(t)
	requireLine(t, h)
	requireContent(t, "rest", h.fd)
	w.answer(t, h)
	require.Equal(t, fmt.Sprint(w.id), client.reply(t))
}

// A worker that sends back a connection with what is no header has done what no worker does.
func TestRefusedWithAHeaderThatIsNone(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenForHeaders(longTime)
	w := c.readyWorker(1, 1)
	client := dial(t, "tcp", address)
	client.write(t, line)
	h := w.take(t)
	h.header = []byte("no header")
	w.refuse(t, h)
	c.awaitBroken(1)
	client.requireEnd(t)
}

// A listener waits for so many first bytes at a time and no more: then the one that has waited longest ends. Who sends is served.
func TestAFloodOfSilentConnections(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenForHeaders(longTime)
	w := c.readyWorker(1, 1)
	w.serveUnasked(t)
	const most, more = 1024, 200
	first := dial(t, "tcp", address)
	for range most + more - 1 {
		dial(t, "tcp", address)
	}
	c.awaitPeek(peekStats{peeking: most, overflows: more, rejections: more})
	first.requireEnd(t)
	client := dial(t, "tcp", address)
	client.write(t, line)
	require.Equal(t, "1", client.reply(t))
	requireIdle(t, os.Getpid())
	c.closeListener(1)
}

// A core with few descriptors keeps places for those that it serves.
func TestSilentConnectionsWithFewDescriptors(t *testing.T) {
	checkLeaks(t)
	h := startHost(t, limit)
	c := h.attach()
	address := c.listenForHeaders(longTime)
	c.readyWorker(1, 1).serveUnasked(t)
	for range 2 * limit {
		dial(t, "tcp", address)
	}
	client := dial(t, "tcp", address)
	client.write(t, line)
	require.Equal(t, "1", client.reply(t))
	require.Less(t, h.fds(), limit*3/4)
	require.NotZero(t, c.peekStats().peeking)
}

// Connections whose first bytes are waited for end with their listener, and go on without a worker.
func TestEndOfAListenerThatPeeks(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenForHeaders(longTime)
	w := c.readyWorker(1, 1)
	silent, late := dial(t, "tcp", address), dial(t, "tcp", address)
	c.awaitPeek(peekStats{peeking: 2})
	c.do(wire.RemoveWorker, 0, 1)
	w.channel.close()
	late.write(t, line)
	c.awaitPeek(peekStats{peeking: 1})
	other := c.readyWorker(2, 1)
	other.answer(t, other.take(t))
	require.Equal(t, "2", late.reply(t))
	c.closeListener(1)
	silent.requireEnd(t)
}
