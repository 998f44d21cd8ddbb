package testgo

import (
	"net"
	"os"
	"runtime/debug"
	"testing"
)

// role tells a process that runs this binary what it is; the tests themselves have none.
const role = "GOCLUSTER_TEST_ROLE"

func TestMain(m *testing.M) {
	// As in the library: the Go runtime looks at its netpoller whenever it has stopped the world, and on a core's thread, which
	// has a descriptor table of its own, that is not there.
	debug.SetGCPercent(-1)
	switch os.Getenv(role) {
	case "worker":
		os.Exit(workerProcess())
	case "host":
		os.Exit(hostProcess())
	}
	// The runtime opens its netpoller at the first use and keeps it: that is no leak.
	if l, err := net.Listen("tcp", "127.0.0.1:0"); err == nil {
		_ = l.Close()
	}
	os.Exit(m.Run())
}
