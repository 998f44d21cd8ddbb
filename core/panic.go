package core

import (
	"path"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// framesMax bounds the trace of a panic; a notice has room for about as many.
const framesMax = 16

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

// report tells every session of the core's end, and how many connections of its cluster end with it.
func (r *reactor) report(err error) {
	text := err.Error()
	for _, s := range r.sessions {
		_ = safely(func() error {
			s.notify(wire.Notice{Kind: wire.Failed, ID: s.lost(), Errno: unix.EIO, Text: text[:min(len(text), wire.ReasonMax)]})
			return nil
		})
	}
}

// lost is how many connections nobody has been handed. It reads what a fault may have left in any state.
func (s *session) lost() (count uint32) {
	_ = safely(func() error {
		if s.cluster == nil {
			return nil
		}
		for _, l := range s.cluster.listeners.all() {
			count += uint32(l.pending.len())
			if l.peeker != nil {
				count += uint32(l.peeker.count)
			}
		}
		for _, w := range s.cluster.workers.all() {
			count += uint32(len(w.batch))
		}
		return nil
	})
	return count
}
