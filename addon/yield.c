#define _GNU_SOURCE
#include "yield.h"

#include <sched.h>

/*
 * What one may cost, in nanoseconds, and how often it is left out at the most after one that has cost more: who
 * computes has the CPU for most of a time slice. The rule is that of core/sys/yield_linux.go, which cannot be called:
 * no thread that runs JavaScript runs Go. It may cost less than there: what is waited for here is a turn of the core,
 * which is shorter than one of a worker.
 */
#define COST_MAX 1000000
#define REST_MAX 1024

/* Each that is dear makes the rest after it four times as long, each other one halves it. */
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
  /* The loop does not sleep yet: what a new connection wants is as a rule there with it. */
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
