package core

import (
	"path"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// framesMax bounds the stack trace of a panic; a notice has space for about as many frames.
const framesMax = 16

// safely runs f. A panic, which is a bug in the core, becomes an error with a stack trace.
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

// describe returns the text of a panic, whose value is an error (most often a runtime.Error) or a string. Package fmt could
// format any type, but would make the library a tenth larger.
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

// trace is the stack of a panic, one line per function: a notice has no space for Go's own format.
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

// report notifies every session that the core has failed, and how many connections of its cluster are lost.
func (r *reactor) report(err error) {
	text := err.Error()
	for _, s := range r.sessions {
		_ = safely(func() error {
			s.notify(wire.Notice{Kind: wire.Failed, ID: s.lost(), Errno: unix.EIO, Text: text[:min(len(text), wire.ReasonMax)]})
			return nil
		})
	}
}

// lost is how many connections no worker has been handed. A panic may have left any state, so that counting may panic, too.
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
