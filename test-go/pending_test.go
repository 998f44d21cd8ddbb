package testgo

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// backlog is how many connections wait in the kernel for a listening TCP4 socket.
func backlog(t testing.TB, address string) int {
	t.Helper()
	_, port, err := net.SplitHostPort(address)
	require.NoError(t, err)
	var number int
	_, err = fmt.Sscan(port, &number)
	require.NoError(t, err)
	file, err := os.Open("/proc/net/tcp")
	require.NoError(t, err)
	defer func() { _ = file.Close() }()
	const listening = "0A"
	for lines := bufio.NewScanner(file); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if !strings.HasSuffix(fields[1], fmt.Sprintf(":%04X", number)) || fields[3] != listening {
			continue
		}
		var sending, receiving int
		_, err := fmt.Sscanf(fields[4], "%X:%X", &sending, &receiving)
		require.NoError(t, err)
		return receiving
	}
	require.Fail(t, "nobody listens on "+address)
	return 0
}

// With every worker full the core holds a bounded number of connections, leaves the others in the kernel's backlog
// without spinning, and serves all of them in the end.
func TestPendingIsBounded(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	first, second := c.readyWorker(1, 1), c.readyWorker(2, 1)
	const beyond = 40
	clients := dialMany(t, address, 2*bound+pendingMax+beyond)
	eventually(t, func() bool { return backlog(t, address) == beyond }, "%d connections stay in the backlog", beyond)
	never(t, func() bool { return backlog(t, address) != beyond }, "the core accepts more")
	require.Equal(t, bound, first.unread())
	require.Equal(t, bound, second.unread())
	requireIdle(t, os.Getpid())

	first.serveUnasked(t)
	second.serveUnasked(t)
	for _, client := range clients {
		require.Contains(t, []string{"1", "2"}, client.reply(t))
	}
}

// Nothing is accepted before a worker is ready, and all of it as soon as one is.
func TestNothingIsAcceptedForNobody(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	clients := dialMany(t, address, 20)
	require.Equal(t, len(clients), backlog(t, address))
	requireIdle(t, os.Getpid())
	require.Equal(t, len(clients), backlog(t, address))

	c.readyWorker(1, 1).serveUnasked(t)
	for _, client := range clients {
		require.Equal(t, "1", client.reply(t))
	}
}

// One listener's full workers do not hold up another listener's.
func TestAFullListenerDoesNotHoldUpAnother(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	full, other := c.listenLoopback(1), c.listenLoopback(2)
	c.readyWorker(1, 1)
	clients := dialMany(t, full, bound+10)
	c.readyWorker(2, 2).serveUnasked(t)
	require.Equal(t, "2", dial(t, "tcp", other).reply(t))
	// The end of the listener ends what nobody was handed, and only that.
	c.closeListener(1)
	for _, client := range clients[bound:] {
		_, err := client.outcome()
		require.NotErrorIs(t, err, os.ErrDeadlineExceeded)
	}
}

// A worker that has read says so, and what was pending flows at once, in the order in which it came.
func TestPendingKeepsItsOrder(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLoopback(1)
	w := c.readyWorker(1, 1)
	var ports []int
	for range 40 {
		client := dial(t, "tcp", address)
		ports = append(ports, client.LocalAddr().(*net.TCPAddr).Port)
	}
	var served []int
	for _, h := range w.takeAll(t, len(ports)) {
		served = append(served, peerPort(t, h.fd))
		w.answer(t, h)
	}
	require.Equal(t, ports, served)
}
