// Package page is the memory that the core shares with one worker: an anonymous memfd of one page, which the worker gets over its
// channel. Each worker has a page of its own, so what it writes there affects only itself. The layout is that of addon/page.h; a
// test compares the two.
//
// One word of it, the state, says whether the worker may be handed a connection. Everything that the core and the worker do to it
// is one atomic operation:
//
//	      Claim (core: a connection is pushed)
//	  +--------------------------------------------+
//	  |                                            v
//	idle                                         busy  <-- Want, Unwant (core) --> busy, wanted [, may pull]
//	  ^                                            |
//	  +--------------------------------------------+
//	      Rest (worker: the next one may come; tells whether it is wanted)
//
// An idle worker that can take nothing for a while makes itself busy again (Unrest).
//
// A wake cannot be lost. The core sleeps while connections wait only if Want has found every worker busy, and Want marks a worker
// in the same operation that reads its state. A worker that rests later finds the mark in the same operation that makes it idle,
// and wakes the core.
//
// The other words are what the worker reports about itself; each is written by the worker alone, and page_linux.go has the
// layout. The worker counts its connections in two sums, taken and ended, so that the core never adds up words that were written
// at different moments. The difference is what is open, and a connection that the worker takes during a turn of its loop is open
// at once.
package page
