package core

import (
	"path"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"gocluster/core/sys"
	"gocluster/core/wire"
)

const (
	// panicsMax is how many panics within panicWindow stop the core: what is wrong then does not go away by itself.
	panicsMax   = 5
	panicWindow = time.Minute
	// framesMax bounds the trace of a panic; a notice has room for about as many.
	framesMax = 16
)

// safely runs f. A panic, which is a bug of ours, becomes an error that tells where it was.
func safely(f func() error) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = panicked{describe(reason) + "\n" + trace()}
		}
	}()
	return f()
}

type panicked struct{ story string }

func (p panicked) Error() string { return p.story }

// describe says what a panic said, which is an error (most often a runtime.Error) or a text. Package fmt would do so for any
// type, and add a tenth to the library.
func describe(reason any) string {
	switch reason := reason.(type) {
	case error:
		return reason.Error()
	case string:
		return reason
	default:
		return "panic"
	}
}

// trace is the stack of a panic, a line a function: a notice has no room for Go's own format.
func trace() string {
	var lines strings.Builder
	var counters [framesMax]uintptr
	frames := runtime.CallersFrames(counters[:runtime.Callers(3, counters[:])])
	for more := true; more; {
		var frame runtime.Frame
		frame, more = frames.Next()
		if !strings.HasPrefix(frame.Function, "runtime.") {
			lines.WriteString("    at " + path.Base(frame.Function) +
				" (" + path.Base(frame.File) + ":" + strconv.Itoa(frame.Line) + ")\n")
		}
	}
	return lines.String()
}

// survive makes the reactor fit for the next turn after one that panicked. It tells the primaries, and whether there may
// be a next turn.
//
// What was chosen in that turn is given up: of a batch nobody knows any more whether the kernel has it. A worker whose
// words led here is lost like one that broke the protocol; listeners and other workers go on.
func (r *reactor) survive(story string) bool {
	culprit := r.running
	r.running = nil
	r.panics = append(r.panics, time.Now())
	if len(r.panics) == panicsMax {
		if time.Since(r.panics[0]) < panicWindow {
			return false
		}
		r.panics = append(r.panics[:0], r.panics[1:]...)
	}
	r.tell(wire.Panicked, story)
	err := safely(func() error {
		for _, w := range r.dirty {
			w.dropBatch()
		}
		r.dirty = r.dirty[:0]
		switch culprit := culprit.(type) {
		case *worker:
			culprit.abandon()
		case exit:
			culprit.abandon()
		}
		r.flush()
		return nil
	})
	return err == nil
}

// abandon loses a worker because of what it led to, or goes on with losing it.
func (w *worker) abandon() {
	switch {
	case !w.gone:
		w.breakOff(unix.EIO)
	case w.reactor.sources[w.token] == source(w):
		delete(w.primary.workers, w.id)
		w.close()
	}
}

// dropBatch lets go of what was chosen for the worker. A connection that was sent all the same is the worker's.
func (w *worker) dropBatch() {
	for _, c := range w.batch {
		sys.Close(c.fd)
	}
	w.unread = max(0, w.unread-len(w.batch))
	w.batch = w.batch[:0]
}

// tell sends every primary a notice with a text.
func (r *reactor) tell(kind wire.NoticeKind, text string) {
	_ = safely(func() error {
		for p := range r.primaries {
			p.notify(wire.Notice{Kind: kind, Errno: unix.EIO, Address: text[:min(len(text), wire.ReasonMax)]})
		}
		return nil
	})
}
