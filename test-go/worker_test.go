package testgo

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/page"
	"gocluster/core/wire"
)

// worker is the worker's side of a worker channel: in this process, where a test decides what it does, or in a process of
// its own (process_test.go).
type worker struct {
	channel *channel
	id      uint32
	page    *page.Page // shared with the core
	probes  int        // how many it has read: each says that the core has emptied its queue
}

// handoff is one message; fd is owned by the worker, -1 for a probe.
type handoff struct {
	listener uint32
	fd       int
	header   []byte // of the PROXY protocol
}

// addWorker adds a worker that lives in this process.
func (c *control) addWorker(id uint32) *worker {
	c.t.Helper()
	w := c.tryAddWorker(id)
	require.NoError(c.t, w.openPage())
	c.t.Cleanup(w.page.Close)
	return w
}

// tryAddWorker is addWorker for a core that may say no: the worker has no page yet.
func (c *control) tryAddWorker(id uint32) *worker {
	c.t.Helper()
	near, far := pair(c.t)
	c.do(wire.AddWorker, 0, id, far, near.fd)
	require.NoError(c.t, unix.Close(far))
	return &worker{channel: near, id: id}
}

// openPage reads the first message, which brings the page, and is idle from then on.
func (w *worker) openPage() error {
	frame, fds, err := w.channel.receive(patience)
	if err != nil {
		return err
	}
	if len(fds) != 1 || len(frame) != wire.HandOffSize || binary.LittleEndian.Uint32(frame) != wire.Page {
		return fmt.Errorf("%x with %d descriptors is no page", frame, len(fds))
	}
	if w.page, err = page.Open(fds[0]); err != nil {
		return err
	}
	if err := unix.Close(fds[0]); err != nil {
		return err
	}
	return w.rest()
}

// rest is for a worker that waits for a connection.
func (w *worker) rest() error {
	if w.page.Rest() {
		return w.say(wire.Idle, 0)
	}
	return nil
}

// readyWorker adds a worker that is ready for the listeners.
func (c *control) readyWorker(id uint32, listeners ...uint32) *worker {
	c.t.Helper()
	w := c.addWorker(id)
	for _, listener := range listeners {
		c.do(wire.Join, listener, id)
	}
	c.settle()
	for _, listener := range listeners {
		require.NoError(c.t, w.say(wire.Ready, listener))
	}
	c.settle()
	return w
}

func (w *worker) say(say wire.MessageKind, listener uint32, fds ...int) error {
	return w.channel.send(words(uint32(say), listener), fds...)
}

// read waits for one message, and is ready for the next one. It wants no listening socket.
func (w *worker) read(limit time.Duration) ([]handoff, error) {
	frame, fds, err := w.channel.receive(limit)
	if err != nil {
		return nil, err
	}
	if len(frame) < wire.HandOffSize {
		return nil, fmt.Errorf("%x is no hand-off", frame)
	}
	listener, isLent := wire.ParseHandOff(frame)
	isProbe := listener == wire.Probe
	if (len(fds) != 1) != isProbe || (isProbe || isLent) && len(frame) > wire.HandOffSize {
		return nil, fmt.Errorf("%x with %d descriptors is no hand-off", frame, len(fds))
	}
	if isLent {
		if err := unix.Close(fds[0]); err != nil {
			return nil, err
		}
		return nil, w.rest()
	}
	h := handoff{listener: listener, fd: -1, header: frame[wire.HandOffSize:]}
	if isProbe {
		w.probes++
	} else {
		h.fd = fds[0]
	}
	return []handoff{h}, w.rest()
}

// unread is how many words wait in the worker's queue.
func (w *worker) unread() int { return w.channel.waiting() / wire.HandOffSize }

// awaitHeld waits until a worker has something to read, and the core has accepted all that has come beside.
func (w *worker) awaitHeld(t testing.TB, address string) {
	t.Helper()
	eventually(t, func() bool { return w.unread() == 1 && backlog(t, address) == 0 }, "one is queued, the others are held")
}

// awaitFull waits until a worker has as much to read as it may have, and the core has accepted all that has come beside.
func (w *worker) awaitFull(t testing.TB, address string) {
	t.Helper()
	eventually(t, func() bool { return w.unread() == bound && backlog(t, address) == 0 }, "its queue is full, the others are held")
}

// take waits for one connection that comes alone.
func (w *worker) take(t testing.TB) handoff {
	t.Helper()
	return w.takeAll(t, 1)[0]
}

// takeAll waits for count connections, in one message or several.
func (w *worker) takeAll(t testing.TB, count int) []handoff {
	t.Helper()
	var taken []handoff
	for len(taken) < count {
		handoffs, err := w.read(patience)
		require.NoErrorf(t, err, "worker %d waits for a connection", w.id)
		for _, h := range handoffs {
			if h.fd >= 0 {
				taken = append(taken, h)
			}
		}
	}
	require.Len(t, taken, count)
	return taken
}

// answer writes the worker's number to the client and ends the connection, without reading it.
func (w *worker) answer(t testing.TB, h handoff) {
	t.Helper()
	_, err := unix.Write(h.fd, fmt.Appendln(nil, w.id))
	require.NoError(t, err)
	require.NoError(t, unix.Close(h.fd))
}

// serve reads until the channel ends; each connection is the handler's.
func (w *worker) serve(handle func(handoff)) error {
	for {
		handoffs, err := w.read(time.Hour)
		if err != nil {
			return err
		}
		for _, h := range handoffs {
			if h.fd >= 0 {
				handle(h)
			}
		}
	}
}

// serveUnasked answers each connection at once, until the core closes the channel or the test ends.
func (w *worker) serveUnasked(t testing.TB) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = w.serve(func(h handoff) {
			_, _ = unix.Write(h.fd, fmt.Appendln(nil, w.id))
			_ = unix.Close(h.fd)
		})
	}()
	t.Cleanup(func() {
		w.channel.close()
		<-done
	})
}

// respond owns fd. It reads a line, passes it on, and answers with the worker's number and the line.
func (w *worker) respond(fd int, read func(line string)) {
	_ = unix.SetNonblock(fd, true)
	connection := os.NewFile(uintptr(fd), "connection")
	defer func() { _ = connection.Close() }()
	_ = connection.SetDeadline(time.Now().Add(patience))
	line, err := bufio.NewReader(connection).ReadString('\n')
	if err != nil {
		return
	}
	read(strings.TrimSpace(line))
	_, _ = fmt.Fprintf(connection, "%d %s", w.id, line)
}

// holds tells whether a connection waits in the worker's queue. It looks, and takes nothing.
func (w *worker) holds() bool {
	word := make([]byte, wire.HandOffSize)
	n, _, err := unix.Recvfrom(w.channel.fd, word, unix.MSG_PEEK|unix.MSG_DONTWAIT)
	listener, _ := wire.ParseHandOff(word)
	return err == nil && n > 0 && listener != wire.Probe || w.unread() > 1
}

// holder waits until one of the workers has a connection to read, and returns it.
func holder(t testing.TB, workers ...*worker) *worker {
	t.Helper()
	var found *worker
	eventually(t, func() bool {
		i := slices.IndexFunc(workers, (*worker).holds)
		if i >= 0 {
			found = workers[i]
		}
		return i >= 0
	}, "a worker is handed a connection")
	return found
}
