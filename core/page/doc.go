// Package page is the memory that the core shares with one worker: a memfd without a name, of one page, which the worker gets
// over its channel. Each worker has a page of its own, so what it writes there affects only itself. The layout
// is that of addon/page.h; a test compares the two.
//
// One word of it, the state, says whether the worker may be handed a connection. All that the two do to it is one atomic
// operation each:
//
//	      Claim (core: a connection is pushed)
//	  +--------------------------------------------+
//	  |                                            v
//	idle                                         busy  <-- Want, Unwant (core) --> busy, wanted [, may pull]
//	  ^                                            |
//	  +--------------------------------------------+
//	      Rest (worker: the next one may come; tells whether it is wanted)
//
// A worker that is idle and can take nothing for a while becomes busy again by itself (Unrest).
//
// A wake cannot be lost. The core sleeps with connections waiting only if Want has found every worker busy, and has by that
// marked each of them in the same operation that has read its state. Whoever rests after that finds the mark in the same
// operation that makes it idle, and wakes the core.
//
// The rest is what the worker tells of itself, each a word that it alone writes; the layout is in page_linux.go. Of its connections
// it counts two sums, so that the core adds nothing up from words that were written at different moments: what is open is what it
// has taken less what has ended, and what it takes during a turn of its loop is open at once.
package page
