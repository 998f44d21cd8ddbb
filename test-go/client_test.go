package testgo

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// client is a connection to a listener of the core.
type client struct {
	net.Conn
}

// dial connects; the test closes the connection.
func dial(t testing.TB, network, address string) client {
	t.Helper()
	connection, err := net.DialTimeout(network, address, patience)
	require.NoError(t, err)
	t.Cleanup(func() { _ = connection.Close() })
	return client{connection}
}

// ask sends a line, for a worker that reads before it answers.
func (c client) ask(t testing.TB, line string) {
	t.Helper()
	_, err := io.WriteString(c, line+"\n")
	require.NoError(t, err)
}

// reply waits for all that the worker writes until it closes.
func (c client) reply(t testing.TB) string {
	t.Helper()
	reply, err := c.outcome()
	require.NoError(t, err, "a reply")
	return reply
}

func (c client) outcome() (string, error) {
	_ = c.SetReadDeadline(time.Now().Add(patience))
	reply, err := io.ReadAll(c)
	_ = c.Close()
	return strings.TrimSpace(string(reply)), err
}

// peerPort is the port of the client at the other end of an accepted connection.
func peerPort(t testing.TB, fd int) int {
	t.Helper()
	name, err := unix.Getpeername(fd)
	require.NoError(t, err)
	return name.(*unix.SockaddrInet4).Port
}

// dialMany connects count times.
func dialMany(t testing.TB, address string, count int) []client {
	t.Helper()
	clients := make([]client, count)
	for i := range clients {
		clients[i] = dial(t, "tcp", address)
	}
	return clients
}
