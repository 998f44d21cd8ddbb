/*
 * Gauges: what a worker tells of itself in its page at each turn of its loop, so that the core knows it also while the
 * loop is blocked: turns, the time of the last one and what all have cost, open connections, and about once a second
 * the heap in use. The channel is its user.
 */
#ifndef GOCLUSTER_GAUGES_H
#define GOCLUSTER_GAUGES_H

#include <node_api.h>
#include <uv.h>

#include "page.h"

typedef struct {
  uv_prepare_t prepare;
  uv_check_t check;
  napi_env env;
  page_t *const *page;  /* borrowed: where the worker's page is, or NULL */
  napi_ref measure;     /* of JavaScript, which knows the servers: (wantsHeap) => open connections */
  double open;          /* connections, when it was asked last; below 0 before */
  double *heap;         /* borrowed: where it leaves the heap in use, in bytes */
  uint64_t prepared_at; /* when the last turn ended, in nanoseconds of uv_hrtime; 0 before the first */
  uint64_t waited;      /* for how long the loop had waited by then, in nanoseconds */
  uint64_t heap_at;     /* when it did so last, in milliseconds of uv_now */
} gauges_t;

/* Puts zeroed gauges into a loop, which they do not keep alive. */
void gauges_init(gauges_t *gauges, napi_env env, uv_loop_t *loop, page_t *const *page);

/* From now on they tell. Owns the reference; the memory must stay until they are closed. */
void gauges_start(gauges_t *gauges, napi_ref measure, double *heap);

/* Takes them out of the loop. They must stay where they are until then. */
void gauges_close(gauges_t *gauges, uv_close_cb closed);

#endif
