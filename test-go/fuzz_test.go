package testgo

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// FuzzWorker lets a worker do what the input says: a list of steps, each of them a byte that chooses what is done, a byte
// that is a length or a number, and as many bytes of payload as that says. Whatever it does, clients of a listener that it
// has no part in are all served meanwhile, those of its own listener are served once it is gone, and nothing is kept.
func FuzzWorker(f *testing.F) {
	ready, refuse := words(uint32(wire.Ready), 1), words(uint32(wire.Refuse), 1)
	step := func(kind byte, frame []byte) []byte { return append([]byte{kind, byte(len(frame))}, frame...) }
	f.Add(step(sendAlone, ready))
	f.Add(append(step(sendAlone, ready), connect, 0, readOne, 0, sendWith, 8, 3, 0, 0, 0, 1, 0, 0, 0))
	f.Add(append(step(sendAlone, ready), connect, 0, connect, 0, setOption, unix.SO_PASSCRED, connect, 0))
	f.Add(append(step(sendAlone, ready), connect, 0, shutDown, 1, connect, 0))
	f.Add(append([]byte{connect, 0, connect, 0}, step(sendAlone, words(uint32(wire.Full), 1))...))
	for kind := byte(sendWith); kind < connect; kind++ {
		f.Add(step(kind, refuse))
	}
	f.Add(step(sendAlone, ready[:3]))
	for i := range byte(12) {
		f.Add(append([]byte{connect, 0, readOne, 0, choose, i}, step(sendChosen, refuse)...))
	}
	f.Add([]byte{connect, 0, readOne, 1, giveBack, 1, readOne, 1, giveBack, 1, giveBack, 2, giveBack, 0x7f})
	f.Add([]byte{connect, 0, peekAt, 0, connect, 0, peekAt, 0, peekAt, 0})
	f.Add([]byte{filter, 2, connect, 0, connect, 0, filter, 0, connect, 0})
	f.Add(append([]byte{flood, 255, connect, 0}, step(flood, refuse)...))
	f.Add([]byte{connect, 0, closeChannel, 0, connect, 0})
	f.Add([]byte{connect, 0, blocking, 0, connect, 0, linger, 0, sendAlone, 1, 1, sendAlone, 1, 1, giveBack, 1})
	f.Fuzz(func(t *testing.T, script []byte) {
		checkLeaks(t)
		c := start(t).attach()
		address := c.listenLoopback(1)
		other := c.listenLoopback(2)
		hostile := &actor{t: t, worker: c.readyWorker(1, 1), address: address, samples: openSamples(t)}
		t.Cleanup(hostile.dropHeld)
		c.readyWorker(2, 1, 2).serveUnasked(t)
		hostile.play(script, func() { require.Equal(t, "2", dial(t, "tcp", other).reply(t)) })
		c.do(wire.RemoveWorker, 0, 1)
		c.settle()
		require.Equal(t, "2", dial(t, "tcp", other).reply(t))
		require.Equal(t, "2", dial(t, "tcp", address).reply(t))
	})
}

// The kinds of step. New ones go to the end: the corpus counts on the numbers.
const (
	sendAlone = iota // a frame
	sendWith         // a frame with a connection
	sendFile
	sendChannel
	sendListening
	sendMany
	connect      // a client comes
	readOne      // the worker reads a message, and keeps its connections where the number is odd
	setOption    // on its end of the channel
	shutDown     // its end of the channel
	choose       // what sendChosen sends along
	sendChosen   // a frame with a descriptor of the chosen kind
	giveBack     // a connection that it kept, to the listener of that number
	peekAt       // gets duplicates of connections that stay in its queue
	filter       // cuts what it receives to that many bytes
	flood        // that many frames at once
	blocking     // for the core too: the socket is shared
	linger       // makes the close of what it kept wait
	serveOther   // a client of the listener it has no part in
	closeChannel // which the core keeps open
	kinds
)

const stepsMax = 64

// actor is a worker that follows a script.
type actor struct {
	t       *testing.T
	worker  *worker
	address string
	samples samples
	chosen  int
	held    []int // connections that it has read; owned
}

// play follows the script; serve has a client of another listener served.
func (a *actor) play(script []byte, serve func()) {
	fd := a.worker.channel.fd
	for range stepsMax {
		if len(script) < 2 {
			return
		}
		kind, number := script[0]%kinds, int(script[1])
		script = script[2:]
		frame := func() []byte {
			frame := script[:min(number, len(script))]
			script = script[len(frame):]
			return frame
		}
		switch kind {
		case connect:
			dial(a.t, "tcp", a.address)
		case readOne:
			a.read(number&1 != 0)
		case setOption:
			_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, number, 1)
		case shutDown:
			_ = unix.Shutdown(fd, number%3)
		case choose:
			a.chosen = number % len(a.samples.all())
		case sendChosen:
			a.send(frame(), a.samples.all()[a.chosen])
		case giveBack:
			a.giveBack(uint32(number))
		case peekAt:
			a.peekAt()
		case filter:
			program := []unix.SockFilter{{Code: unix.BPF_RET | unix.BPF_K, K: uint32(number)}}
			_ = unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER,
				&unix.SockFprog{Len: 1, Filter: &program[0]})
		case flood:
			frame := frame()
			for range number {
				a.send(frame)
			}
		case blocking:
			_ = unix.SetNonblock(fd, number&1 != 0)
		case linger:
			for _, held := range a.held {
				_ = unix.SetsockoptLinger(held, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1, Linger: 1})
			}
		case serveOther:
			serve()
		case closeChannel:
			a.worker.channel.close()
			return // the number may be somebody else's by now
		case sendMany:
			many := make([]int, 2*fdsMax)
			for i := range many {
				many[i] = a.samples.file
			}
			a.send(frame(), many...)
		default:
			a.send(frame(), map[byte][]int{
				sendWith: {a.samples.connection}, sendFile: {a.samples.file}, sendListening: {a.samples.listen}, sendChannel: {fd},
			}[kind]...)
		}
	}
}

func (a *actor) send(frame []byte, fds ...int) {
	_, _ = unix.SendmsgN(a.worker.channel.fd, frame, unix.UnixRights(fds...), nil, unix.MSG_NOSIGNAL|unix.MSG_DONTWAIT)
}

func (a *actor) read(keep bool) {
	handoffs, _ := a.worker.read(time.Millisecond)
	for _, h := range handoffs {
		if h.fd >= 0 && keep {
			a.held = append(a.held, h.fd)
		} else if h.fd >= 0 {
			_ = unix.Close(h.fd)
		}
	}
}

func (a *actor) peekAt() {
	oob := make([]byte, unix.CmsgSpace(fdsMax*4))
	_, n, _, _, err := unix.Recvmsg(a.worker.channel.fd, make([]byte, frameMax), oob,
		unix.MSG_PEEK|unix.MSG_DONTWAIT|unix.MSG_CMSG_CLOEXEC)
	if err != nil {
		return
	}
	headers, _ := unix.ParseSocketControlMessage(oob[:n])
	for _, header := range headers {
		if fds, err := unix.ParseUnixRights(&header); err == nil {
			a.held = append(a.held, fds...)
		}
	}
}

func (a *actor) giveBack(listener uint32) {
	if len(a.held) == 0 {
		return
	}
	fd := a.held[0]
	a.held = a.held[1:]
	a.send(words(uint32(wire.Refuse), listener), fd)
	_ = unix.Close(fd)
}

func (a *actor) dropHeld() {
	for _, fd := range a.held {
		_ = unix.Close(fd)
	}
}
