/*
 * Gauges: what a worker writes about itself into its page at each turn of its loop, so that the core can read it even
 * while the loop is blocked: turns, the time of the last one and how long all were busy, open connections, and about
 * once a second the heap in use. The counts are kept here, because the page of another core begins with zeros.
 * channel.c uses them.
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
  page_t *const *page;  /* borrowed: points to the worker's page, or to NULL */
  napi_ref measure;     /* owned: JavaScript, which knows the servers: (wantsHeap) => open connections */
  double open;          /* open connections when measure was called last; below 0 before */
  double *heap;         /* borrowed: where measure leaves the heap in use, in bytes */
  uint64_t turns;       /* turns of the loop that have begun */
  uint64_t busy;        /* how long the loop was busy in those that have ended, in nanoseconds */
  uint64_t longest;     /* the same of the longest */
  uint64_t prepared_at; /* when the last turn ended, in nanoseconds of uv_hrtime; 0 before the first */
  uint64_t waited;      /* how long the loop had waited by then, in nanoseconds */
  uint64_t heap_at;     /* when the heap was measured last, in milliseconds of uv_now */
} gauges_t;

/* Adds zeroed gauges to a loop, which they do not keep alive. */
void gauges_init(gauges_t *gauges, napi_env env, uv_loop_t *loop, page_t *const *page);

/* Starts writing. Owns the reference; the number behind heap must stay until the gauges are closed. */
void gauges_start(gauges_t *gauges, napi_ref measure, double *heap);

/* Removes them from the loop. Their memory must stay until both handles are closed. */
void gauges_close(gauges_t *gauges, uv_close_cb closed);

#endif
