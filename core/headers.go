package core

import "gocluster/core/peek"

const (
	// headersKept is how many headers are kept for reuse, and headerKept the largest frame that is kept, in bytes.
	headersKept = 1024
	headerKept  = 256
)

// header is a connection's PROXY header, in the form that the worker gets.
type header struct {
	frame []byte
	size  int // size of the header that the proxy sent, in bytes
}

// bytes returns the frame; nil if there is no header.
func (h *header) bytes() []byte {
	if h == nil {
		return nil
	}
	return h.frame
}

// headers allocates headers and keeps the memory of those that are done with, because otherwise connections would leave garbage
// that the core rarely collects.
type headers struct {
	free    []*header
	garbage *collector
}

func (p *headers) get(from *peek.Header) *header {
	h := new(header)
	if n := len(p.free); n > 0 {
		h, p.free = p.free[n-1], p.free[:n-1]
	} else {
		p.garbage.count(1)
	}
	h.frame, h.size = from.Append(h.frame[:0]), from.Size
	return h
}

// put takes back a header that is done with; nil is allowed.
func (p *headers) put(h *header) {
	if h != nil && len(p.free) < headersKept && cap(h.frame) <= headerKept {
		p.free = append(p.free, h)
	}
}
