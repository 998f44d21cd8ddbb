/*
 * Page: the memory that a worker shares with the core. core/page has the protocol, the layout in Go, and a test that
 * compares the two layouts. Whatever either side does to the state is one atomic operation.
 */
#ifndef GOCLUSTER_PAGE_H
#define GOCLUSTER_PAGE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_BYTES 4096

/* The bits of the state. A worker that is not idle is busy. */
#define PAGE_IDLE 1
#define PAGE_WANTED 2
#define PAGE_MAY_PULL 4

typedef struct {
  _Atomic uint32_t state;
  uint8_t line[60]; /* fields that different sides write are on different cache lines */
  _Atomic uint64_t taken;
  _Atomic uint64_t pulled;
  _Atomic uint64_t ended;     /* connections of taken that are not open any more, at the end of the loop's last turn */
  _Atomic uint64_t turns;     /* turns of its loop */
  _Atomic uint64_t turned_at; /* when the last one began, in milliseconds of CLOCK_MONOTONIC */
  _Atomic uint64_t heap;      /* in use, in bytes, about a second ago, or earlier if the loop has not turned since */
  _Atomic uint64_t busy;      /* nanoseconds that its loop was busy in all turns that have ended, without the waiting */
  _Atomic uint64_t longest;   /* the same of the longest turn */
  _Atomic uint64_t waits_on;  /* the descriptor on which its loop waits */
  _Atomic uint64_t wakes_by;  /* when the wait of this turn has ended, or will at the latest, like turned_at */
} page_t;

_Static_assert(offsetof(page_t, state) == 0, "as core/page has it");
_Static_assert(offsetof(page_t, taken) == 64, "as core/page has it");
_Static_assert(offsetof(page_t, pulled) == 72, "as core/page has it");
_Static_assert(offsetof(page_t, ended) == 80, "as core/page has it");
_Static_assert(offsetof(page_t, turns) == 88, "as core/page has it");
_Static_assert(offsetof(page_t, turned_at) == 96, "as core/page has it");
_Static_assert(offsetof(page_t, heap) == 104, "as core/page has it");
_Static_assert(offsetof(page_t, busy) == 112, "as core/page has it");
_Static_assert(offsetof(page_t, longest) == 120, "as core/page has it");
_Static_assert(offsetof(page_t, waits_on) == 128, "as core/page has it");
_Static_assert(offsetof(page_t, wakes_by) == 136, "as core/page has it");

/* Maps the page behind a descriptor, which is borrowed. Returns NULL if that fails. */
page_t *page_open(int fd);

void page_close(page_t *page);

/* Makes the worker idle. Returns whether it has to wake the core. */
static inline bool page_rest(page_t *page) { return atomic_exchange(&page->state, PAGE_IDLE) & PAGE_WANTED; }

/* Makes the worker busy. Returns whether it was idle; if not, a connection that the core has sent is on its way. */
static inline bool page_unrest(page_t *page) {
  return atomic_fetch_and(&page->state, ~(uint32_t)PAGE_IDLE) & PAGE_IDLE;
}

/* Whether the worker may take a connection itself, because no worker waits for one. */
static inline bool page_may_pull(page_t *page) { return atomic_load(&page->state) & PAGE_MAY_PULL; }

#endif
