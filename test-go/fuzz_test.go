package testgo

import (
	"net"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// FuzzWorker lets a worker do what the input says: a list of steps, each of them a byte that chooses what is done, a byte
// that is a length or a number, and as many bytes of payload as that says. Whatever it does, another worker goes on, and
// nothing is kept.
func FuzzWorker(f *testing.F) {
	ready, refuse := words(uint32(wire.Ready), 1), words(uint32(wire.Refuse), 1)
	step := func(kind byte, frame []byte) []byte { return append([]byte{kind, byte(len(frame))}, frame...) }
	f.Add(step(sendAlone, ready))
	f.Add(append(step(sendAlone, ready), connect, 0, readOne, 0, sendWith, 8, 3, 0, 0, 0, 1, 0, 0, 0))
	f.Add(append(step(sendAlone, ready), connect, 0, connect, 0, setOption, unix.SO_PASSCRED, connect, 0))
	f.Add(append(step(sendAlone, ready), connect, 0, shutDown, 1, connect, 0))
	for kind := byte(sendWith); kind < connect; kind++ {
		f.Add(step(kind, refuse))
	}
	f.Add(step(sendAlone, ready[:3]))
	f.Fuzz(func(t *testing.T, script []byte) {
		checkLeaks(t)
		c := start(t).attach()
		address := c.listenLoopback(1)
		c.listenLoopback(2)
		hostile := &actor{t: t, worker: c.readyWorker(1, 1), address: address, samples: openSamples(t)}
		c.readyWorker(2, 1).serveUnasked(t)
		hostile.play(script)
		c.do(wire.RemoveWorker, 0, 1)
		c.settle()
		require.Equal(t, "2", dial(t, "tcp", address).reply(t))
	})
}

// The kinds of step.
const (
	sendAlone = iota // a frame
	sendWith         // a frame with a connection
	sendFile
	sendChannel
	sendListening
	sendMany
	connect   // a client comes
	readOne   // the worker reads a message, and keeps nothing
	setOption // on its end of the channel
	shutDown  // its end of the channel
	kinds
)

const stepsMax = 64

// actor is a worker that follows a script.
type actor struct {
	t       *testing.T
	worker  *worker
	address string
	samples map[byte][]int
}

// openSamples opens what the actor sends along; the test closes it.
func openSamples(t *testing.T) map[byte][]int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	listening, err := l.(*net.TCPListener).File()
	require.NoError(t, err)
	require.NoError(t, l.Close())
	file, err := os.Open(os.DevNull)
	require.NoError(t, err)
	connection, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	require.NoError(t, err)
	t.Cleanup(func() {
		_ = listening.Close()
		_ = file.Close()
		_ = unix.Close(connection)
	})
	many := make([]int, 2*fdsMax)
	for i := range many {
		many[i] = int(file.Fd())
	}
	return map[byte][]int{
		sendWith: {connection}, sendFile: {int(file.Fd())}, sendListening: {int(listening.Fd())}, sendMany: many,
	}
}

func (a *actor) play(script []byte) {
	fd := a.worker.channel.fd
	for range stepsMax {
		if len(script) < 2 {
			return
		}
		kind, number := script[0]%kinds, script[1]
		script = script[2:]
		switch kind {
		case connect:
			dial(a.t, "tcp", a.address)
		case readOne:
			handoffs, _ := a.worker.read(0)
			for _, h := range handoffs {
				if h.fd >= 0 {
					_ = unix.Close(h.fd)
				}
			}
		case setOption:
			_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, int(number), 1)
		case shutDown:
			_ = unix.Shutdown(fd, int(number)%3)
		default:
			frame := script[:min(int(number), len(script))]
			script = script[len(frame):]
			fds := a.samples[kind]
			if kind == sendChannel {
				fds = []int{fd}
			}
			_, _ = unix.SendmsgN(fd, frame, unix.UnixRights(fds...), nil, unix.MSG_NOSIGNAL|unix.MSG_DONTWAIT)
		}
	}
}
