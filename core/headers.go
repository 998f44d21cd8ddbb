package core

import "gocluster/core/peek"

const (
	// headersKept is how many headers are kept for further ones, and headerKept how long one may be for that, in bytes.
	headersKept = 1024
	headerKept  = 256
)

// header is what a worker is told of a connection's header of the PROXY protocol.
type header struct {
	frame []byte
	size  int // in bytes, as it was sent
}

// bytes is the frame; none where there is no header.
func (h *header) bytes() []byte {
	if h == nil {
		return nil
	}
	return h.frame
}

// headers makes headers, and keeps the memory of those that are done with: nothing else in a core collects what a connection leaves
// behind.
type headers struct {
	free    []*header
	garbage *collector
}

func (p *headers) get(from *peek.Header) *header {
	h := new(header)
	if n := len(p.free); n > 0 {
		h, p.free = p.free[n-1], p.free[:n-1]
	} else {
		p.garbage.count()
	}
	h.frame, h.size = from.Append(h.frame[:0]), from.Size
	return h
}

// put takes back one, or nil.
func (p *headers) put(h *header) {
	if h != nil && len(p.free) < headersKept && cap(h.frame) <= headerKept {
		p.free = append(p.free, h)
	}
}
