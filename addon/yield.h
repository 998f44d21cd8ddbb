/*
 * Yield: an event loop lets others have the CPU once before it sleeps, after something has come. Under load the core,
 * or a client, then makes the next thing ready meanwhile, and being woken up for it would cost more than is done for a
 * connection. Where nobody else wants the CPU it costs one system call.
 */
#ifndef GOCLUSTER_YIELD_H
#define GOCLUSTER_YIELD_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

typedef struct {
  uv_prepare_t prepare;
  bool fresh;     /* something has come in the last turn */
  int rest;       /* how often not to do it */
  int after;      /* what it was after the last one that was dear, halved by each since that was not */
  uint64_t spent; /* for how long others have had the CPU, in nanoseconds */
} yield_t;

/* Puts it into a loop, which it does not keep alive. Zeroed before. */
void yield_init(yield_t *yield, uv_loop_t *loop);

/* To be called in each turn in which something has come. */
void yield_before_sleep(yield_t *yield);

/* Takes it out of the loop. It must stay where it is until then. */
void yield_close(yield_t *yield, uv_close_cb closed);

#endif
