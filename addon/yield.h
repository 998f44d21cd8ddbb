/*
 * Yield: after messages have come an event loop gives the CPU away once before it sleeps. Under load the core or a
 * client makes the next message ready meanwhile, and being woken for it would cost more than serving a connection. On
 * an idle machine it costs one system call.
 */
#ifndef GOCLUSTER_YIELD_H
#define GOCLUSTER_YIELD_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

typedef struct {
  uv_prepare_t prepare;
  bool fresh;     /* something has come in this iteration */
  int rest;       /* how many yields to skip */
  int after;      /* how many were skipped after the last expensive one, halved by each cheap one since */
  uint64_t spent; /* for how long others have had the CPU, in nanoseconds */
} yield_t;

/* Adds a zeroed yield to a loop, which it does not keep alive. */
void yield_init(yield_t *yield, uv_loop_t *loop);

/* Call it in each iteration in which something has come. */
void yield_before_sleep(yield_t *yield);

/* Removes it from the loop. Its memory must stay until closed is called. */
void yield_close(yield_t *yield, uv_close_cb closed);

#endif
