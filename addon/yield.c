#define _GNU_SOURCE
#include "yield.h"

#include <sched.h>

/*
 * COST_MAX is what a yield may cost, in nanoseconds. After one that cost more, up to REST_MAX are skipped: CPU-bound
 * processes keep the CPU for most of a time slice. core/sys/yield_linux.go has the same rule and cannot be called: no
 * thread that runs JavaScript runs Go. Its limit is higher, because it waits for an iteration of a worker's loop, which
 * takes longer than one of the core's.
 */
#define COST_MAX 1000000
#define REST_MAX 1024

/* Learns from a yield's cost: each expensive one makes the rest after it four times as long, each cheap one halves it.
 */
static void judge(yield_t *yield, uint64_t cost) {
  if (cost > COST_MAX) {
    yield->after = 4 * yield->after + 1 < REST_MAX ? 4 * yield->after + 1 : REST_MAX;
    yield->rest = yield->after;
  } else {
    yield->after /= 2;
  }
}

static void on_prepare(uv_prepare_t *prepare) {
  yield_t *yield = prepare->data;
  /* Not in the iteration that has brought a connection: its first bytes are usually there, and the loop does not sleep.
   */
  if (yield->fresh) {
    yield->fresh = false;
    return;
  }
  uv_prepare_stop(prepare);
  if (yield->rest > 0) {
    yield->rest--;
    return;
  }
  uint64_t begun = uv_hrtime();
  sched_yield();
  uint64_t cost = uv_hrtime() - begun;
  yield->spent += cost;
  judge(yield, cost);
}

void yield_init(yield_t *yield, uv_loop_t *loop) {
  uv_prepare_init(loop, &yield->prepare);
  uv_unref((uv_handle_t *)&yield->prepare);
  yield->prepare.data = yield;
}

void yield_before_sleep(yield_t *yield) {
  yield->fresh = true;
  uv_prepare_start(&yield->prepare, on_prepare);
}

void yield_close(yield_t *yield, uv_close_cb closed) { uv_close((uv_handle_t *)&yield->prepare, closed); }
