package testgo

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// longBacklog is a queue of the kernel's in which connections may wait until a worker takes them.
const longBacklog = 4096

// listenLong is listenLoopback with a long queue. It skips the test where the kernel has none.
func (c *control) listenLong(listener uint32) string {
	c.t.Helper()
	text, err := os.ReadFile("/proc/sys/net/core/somaxconn")
	require.NoError(c.t, err)
	var somaxconn int
	_, err = fmt.Sscan(strings.TrimSpace(string(text)), &somaxconn)
	require.NoError(c.t, err)
	if somaxconn < longBacklog {
		c.t.Skip("the kernel's queues are short here")
	}
	file, address := listeningSocket(c.t, "tcp4", "127.0.0.1:0")
	require.NoError(c.t, unix.Listen(int(file.Fd()), longBacklog))
	require.Zero(c.t, c.listen(listener, int(file.Fd())).Errno)
	require.NoError(c.t, file.Close())
	return address
}

// puller is a worker that takes connections itself from what it is lent.
type puller struct {
	*worker
	lent   map[uint32]int // owned, by listener
	pulled []uint32       // the listeners of what it has taken so, in order
}

func newPuller(w *worker) *puller { return &puller{worker: w, lent: make(map[uint32]int)} }

// next waits for a message. It returns a connection, or -1, and the worker is busy then.
func (p *puller) next() (fd int, err error) {
	frame, fds, err := p.channel.receive(time.Hour)
	if err != nil {
		return -1, err
	}
	listener, isLent := wire.ParseHandOff(frame)
	switch {
	case isLent:
		if old, found := p.lent[listener]; found {
			_ = unix.Close(old)
		}
		p.lent[listener] = fds[0]
		return -1, nil
	case binary.LittleEndian.Uint32(frame) == wire.Probe:
		return -1, p.rest()
	default:
		return fds[0], nil
	}
}

// take waits for a connection, and keeps the sockets that are lent before it comes.
func (p *puller) take(t testing.TB) int {
	t.Helper()
	for {
		fd, err := p.next()
		require.NoError(t, err)
		if fd >= 0 {
			return fd
		}
	}
}

// pull takes a connection of any listener, as long as the core lets it: -1 where there is none.
func (p *puller) pull() int {
	if !p.page.MayPull() {
		return -1
	}
	for listener, socket := range p.lent {
		fd, _, err := unix.Accept4(socket, unix.SOCK_CLOEXEC)
		if err == nil {
			p.pulled = append(p.pulled, listener)
			return fd
		}
		if !errors.Is(err, unix.EAGAIN) {
			return -1
		}
	}
	return -1
}

func (p *puller) close() {
	for _, fd := range p.lent {
		_ = unix.Close(fd)
	}
}

// serveAll answers what it is handed, and what it takes, until the channel ends. It returns how many it has taken.
func (p *puller) serveAll() int {
	for {
		fd, err := p.next()
		if err != nil {
			p.close()
			return len(p.pulled)
		}
		wasHanded := fd >= 0
		for ; fd >= 0; fd = p.pull() {
			_, _ = unix.Write(fd, fmt.Appendln(nil, p.id))
			_ = unix.Close(fd)
			for p.unread() > 0 { // what it is lent while it is busy
				if _, err := p.next(); err != nil {
					break
				}
			}
		}
		if wasHanded && p.rest() != nil {
			p.close()
			return len(p.pulled)
		}
	}
}

// However often workers become busy and idle, nobody waits while one of them is idle: clients that come again and again are all served,
// and the fewer workers there are for them the more they take themselves.
func TestBusyWorkersPull(t *testing.T) {
	const clients, each = 16, 250
	for _, workers := range []uint32{1, 2, 4, 16} {
		t.Run(fmt.Sprint(workers), func(t *testing.T) {
			checkLeaks(t)
			c := start(t).attach()
			address := c.listenLong(1)
			var serving, visiting sync.WaitGroup
			var pulled atomic.Int64
			for id := range workers {
				w := c.readyWorker(1+id, 1)
				serving.Go(func() { pulled.Add(int64(newPuller(w).serveAll())) })
			}
			for range clients {
				visiting.Go(func() {
					for range each {
						_ = dial(t, "tcp", address).reply(t)
					}
				})
			}
			visiting.Wait()
			records, _ := c.stats()
			accepted := of(records, wire.ListenerRecord)[0].values[0]
			for id := range workers {
				c.do(wire.RemoveWorker, 0, 1+id)
			}
			c.settle()
			serving.Wait()
			require.EqualValues(t, clients*each, int64(accepted)+pulled.Load())
			t.Logf("%d handed, %d pulled", accepted, pulled.Load())
		})
	}
}

// A worker that was handed many, one after the other, is lent the socket as soon as one waits, and takes all that waits.
func TestABusyWorkerTakesWhatWaits(t *testing.T) {
	const handed, waiting = 100, 10
	checkLeaks(t)
	c := start(t).attach()
	address := c.listenLong(1)
	p := newPuller(c.readyWorker(1, 1))
	for range handed {
		client := dial(t, "tcp", address)
		p.answer(t, handoff{fd: p.take(t)})
		require.NoError(t, p.rest())
		require.Equal(t, "1", client.reply(t))
	}
	clients := dialMany(t, address, 1+waiting)
	eventually(t, func() bool { return p.page.MayPull() }, "nobody is idle")
	var serving sync.WaitGroup
	serving.Go(func() { p.serveAll() })
	for _, client := range clients {
		require.Equal(t, "1", client.reply(t))
	}
	c.do(wire.RemoveWorker, 0, 1)
	c.settle()
	serving.Wait()
	require.Len(t, p.pulled, waiting)
}

// What the core holds has waited longest: while it does nobody takes a newer one, of whatever listener, and each listener has its turn.
func TestNobodyPullsWhileTheCoreHolds(t *testing.T) {
	checkLeaks(t)
	c := start(t).attach()
	short, long := c.listenLoopback(1), c.listenLong(2)
	p := newPuller(c.readyWorker(1, 1, 2))
	first := dial(t, "tcp", long)
	fd := p.take(t)
	dial(t, "tcp", long)
	eventually(t, func() bool { return p.page.MayPull() }, "nobody is idle, so it may pull")
	held := dial(t, "tcp", short)
	eventually(t, func() bool { return !p.page.MayPull() }, "one is held")
	require.NoError(t, unix.Close(fd))
	_, _ = first.outcome()
	require.NoError(t, p.rest())
	var serving sync.WaitGroup
	serving.Go(func() { p.serveAll() })
	require.Equal(t, "1", held.reply(t))
	c.do(wire.RemoveWorker, 0, 1)
	c.settle()
	serving.Wait()
}

// A worker that is on its way out, suspended or gone takes nothing more.
func TestWhoMayNotPull(t *testing.T) {
	for name, op := range map[string]wire.Op{"suspended": wire.Suspend, "drained": wire.DrainWorker, "left": wire.Leave} {
		t.Run(name, func(t *testing.T) {
			checkLeaks(t)
			c := start(t).attach()
			address := c.listenLong(1)
			p, other := newPuller(c.readyWorker(1, 1)), newPuller(c.readyWorker(2, 1))
			clients := dialMany(t, address, 10)
			for _, w := range []*puller{p, other} {
				eventually(t, func() bool { return w.page.MayPull() }, "nobody is idle")
			}
			c.do(op, 1, 1)
			c.settle()
			require.False(t, p.page.MayPull())
			fd, err := p.next()
			require.NoError(t, err)
			if fd >= 0 {
				_, _ = unix.Write(fd, []byte("1\n"))
				require.NoError(t, unix.Close(fd))
			}
			p.close()
			var serving sync.WaitGroup
			serving.Go(func() { other.serveAll() })
			for _, client := range clients {
				require.NotEmpty(t, client.reply(t))
			}
			c.do(wire.RemoveWorker, 0, 2)
			c.settle()
			serving.Wait()
		})
	}
}
