package testgo

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"gocluster/core/wire"
)

// listenSticky is listenLoopback for a listener that goes by a value of the first request.
func (c *control) listenSticky(kind wire.KeyKind, name string, maxBytes, timeout uint32) string {
	c.t.Helper()
	numbers := words(uint32(wire.Sticky), uint32(kind), 128, maxBytes, timeout, uint32(wire.ProxyOff), uint32(len(name)))
	return c.listenWith(numbers, name, "tcp4", "127.0.0.1:0")
}

// serveSticky has three workers serve, each of which says its number.
func (c *control) serveSticky() {
	c.t.Helper()
	for id := uint32(1); id <= 3; id++ {
		c.readyWorker(id, 1).serveUnasked(c.t)
	}
}

// answerOf sends pieces, and tells which worker has answered. Nobody reads what is sent, so the answer may be lost in a reset.
func answerOf(t testing.TB, address string, pieces ...string) string {
	t.Helper()
	client := dial(t, "tcp", address)
	require.NoError(t, client.Conn.(*net.TCPConn).SetNoDelay(true))
	for _, piece := range pieces {
		_, _ = io.WriteString(client, piece) // the rest is not waited for where the first pieces have said enough
	}
	_ = client.SetReadDeadline(time.Now().Add(patience))
	answer := make([]byte, 1)
	_, err := client.Read(answer)
	require.NoError(t, err)
	return string(answer)
}

func request1(line string, headers ...string) string {
	return line + " HTTP/1.1\r\n" + strings.Join(append(headers, "Host: x", "", ""), "\r\n")
}

// Of one value always one worker gets the connections, in however many pieces it comes; several values meet several workers. What has no
// value goes by its address, and so does what is no HTTP, what is too long, and what does not come in time.
func TestStickyByAValue(t *testing.T) {
	checkLeaks(t)
	for _, test := range []struct {
		kind wire.KeyKind
		name string
		make func(value string) string
	}{
		{wire.ByHeader, "x-user", func(v string) string { return request1("GET /", "X-User: "+v) }},
		{wire.ByCookie, "sid", func(v string) string { return request1("GET /", "Cookie: a=b; sid="+v) }},
		{wire.ByQuery, "room", func(v string) string { return request1("GET /?a=b&room=" + v) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := start(t).attach()
			address := c.listenSticky(test.kind, test.name, 1024, longTime)
			c.serveSticky()
			met := make(map[string]bool)
			for value := range 12 {
				text := test.make(fmt.Sprint("value", value))
				worker := answerOf(t, address, text)
				for range 3 {
					require.Equal(t, worker, answerOf(t, address, text))
				}
				require.Equal(t, worker, answerOf(t, address, strings.Split(text, "")...))
				met[worker] = true
			}
			require.Len(t, met, 3, "twelve values of three workers")

			// By their address go those that send nothing, too, in the end.
			c = start(t).attach()
			address = c.listenSticky(test.kind, test.name, 1024, shortTime)
			c.serveSticky()
			byAddress := answerOf(t, address, request1("GET /nothing"))
			for _, text := range []string{"\x16\x03\x01", "", "GET /", "GET /" + strings.Repeat("x", 2000), request1("GET /", "X-Long: "+strings.Repeat("x", 2000))} {
				require.Equal(t, byAddress, answerOf(t, address, text), "%.20q", text)
			}
		})
	}
}

// A session goes to the worker whose number its id has, and where that is gone always to the same other one; what is of no session goes to
// all in turn.
func TestStickyBySocketIO(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenSticky(wire.BySocketIO, "", 1024, longTime)
	c.serveSticky()
	session := func(id string) string {
		return answerOf(t, address, request1("GET /socket.io/?EIO=4&transport=polling&sid="+id))
	}
	for range 3 {
		for _, worker := range []string{"1", "2", "3"} {
			require.Equal(t, worker, session("abcdef."+worker))
		}
	}
	met := make(map[string]bool)
	for i := range 30 {
		gone := session(fmt.Sprintf("session%d.77", i))
		require.Equal(t, gone, session(fmt.Sprintf("session%d.77", i)))
		met[gone] = true
	}
	require.Len(t, met, 3)
	fresh := make(map[string]int)
	for range 30 {
		fresh[answerOf(t, address, request1("GET /socket.io/?EIO=4&transport=polling"))]++
	}
	require.Len(t, fresh, 3, "they take turns")
	for worker, count := range fresh {
		require.Greater(t, count, 3, worker)
	}
}

// Of a client behind a proxy the header of the PROXY protocol has the address, and the request behind it the value.
func TestStickyBehindAProxy(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	numbers := words(uint32(wire.Sticky), uint32(wire.ByCookie), 128, 1024, longTime, uint32(wire.ProxyRequired), 3)
	address := c.listenWith(numbers, "sid", "tcp4", "127.0.0.1:0")
	c.serveSticky()
	byValue, byAddress := make(map[string]bool), make(map[string]bool)
	for i := range 12 {
		header := fmt.Sprintf("PROXY TCP4 192.0.2.%d 192.0.2.200 %d 443\r\n", i, 1000+i)
		again := strings.Replace(header, " 10", " 20", 1) // the same client's next connection
		byValue[answerOf(t, address, header, request1("GET /", "Cookie: sid=1"))] = true
		worker := answerOf(t, address, header+request1("GET /"))
		require.Equal(t, worker, answerOf(t, address, again, request1("GET /")))
		byAddress[worker] = true
	}
	require.Len(t, byValue, 1)
	require.Len(t, byAddress, 3)
}
