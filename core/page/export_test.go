package page

import (
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// State and SetState are a page's word, for a test that goes back in time.
func (p *Page) State() uint32        { return atomic.LoadUint32(&p.layout().state) }
func (p *Page) SetState(word uint32) { atomic.StoreUint32(&p.layout().state, word) }

// InHeap is a page that nobody else has: the race detector watches no memory but Go's own.
func InHeap() *Page { return &Page{memory: make([]byte, size)} }

// CloseFD closes what a test does not need.
func CloseFD(fd int) { _ = unix.Close(fd) }
