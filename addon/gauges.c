#define _GNU_SOURCE
#include "gauges.h"

#include <stdbool.h>

/* How often the heap is measured while the loop turns, in milliseconds. */
#define HEAP_EVERY 1000

#define NANOSECONDS 1000000 /* of a millisecond */

/* Runs after the loop has waited. What it waited for, JavaScript or not, has partly run already. */
static void on_check(uv_check_t *check) {
  const gauges_t *gauges = check->data;
  page_t *page = *gauges->page;
  if (page == NULL) return;
  atomic_store_explicit(&page->turned_at, uv_now(check->loop), memory_order_relaxed);
  atomic_store_explicit(&page->wakes_by, uv_now(check->loop), memory_order_relaxed);
}

/* Returns how many connections are open, or -1 if JavaScript may not run any more, or has thrown. */
static double measure(gauges_t *gauges, bool heap) {
  napi_env env = gauges->env;
  napi_handle_scope scope;
  napi_value function, undefined, wants, result;
  bool thrown = false;
  double open = -1;
  if (napi_open_handle_scope(env, &scope) != napi_ok) return -1;
  if (napi_get_reference_value(env, gauges->measure, &function) != napi_ok ||
      napi_get_undefined(env, &undefined) != napi_ok || napi_get_boolean(env, heap, &wants) != napi_ok ||
      napi_call_function(env, undefined, function, 1, &wants, &result) != napi_ok ||
      napi_get_value_double(env, result, &open) != napi_ok) {
    /* The function only adds up numbers. It throws only if the program has replaced something that it uses. */
    if (napi_is_exception_pending(env, &thrown) == napi_ok && thrown) napi_get_and_clear_last_exception(env, &result);
    open = -1;
  }
  napi_close_handle_scope(env, scope);
  return open;
}

/*
 * Adds the time that the ended turn was busy. Its sum is what Node reports as the utilization of the loop, turn by
 * turn.
 */
static void count_turn(gauges_t *gauges, uv_loop_t *loop) {
  uint64_t now = uv_hrtime();
  uint64_t waited = uv_metrics_idle_time(loop);
  if (gauges->prepared_at != 0) {
    uint64_t turn = now - gauges->prepared_at - (waited - gauges->waited);
    gauges->busy += turn;
    if (turn > gauges->longest) gauges->longest = turn;
  }
  gauges->turns++;
  gauges->prepared_at = now;
  gauges->waited = waited;
}

/*
 * When the wait that is about to begin will have ended at the latest, in milliseconds. The worker cannot tell when it
 * has: nothing of the addon's runs between the wait and the callbacks that it has been for. 0 from uv_backend_timeout
 * may mean that libuv has not looked yet.
 */
static uint64_t wakes_by(const gauges_t *gauges, const uv_loop_t *loop) {
  int timeout = uv_backend_timeout(loop);
  return timeout > 0 ? gauges->prepared_at / NANOSECONDS + (uint64_t)timeout : UINT64_MAX;
}

/* Everything is written at each turn: the page may be another core's, which knows nothing yet. */
static void write_page(const gauges_t *gauges, page_t *page, const uv_loop_t *loop) {
  atomic_store_explicit(&page->heap, (uint64_t)*gauges->heap, memory_order_relaxed);
  atomic_store_explicit(&page->busy, gauges->busy, memory_order_relaxed);
  atomic_store_explicit(&page->longest, gauges->longest, memory_order_relaxed);
  atomic_store_explicit(&page->waits_on, (uint64_t)uv_backend_fd(loop), memory_order_relaxed);
  atomic_store_explicit(&page->wakes_by, wakes_by(gauges, loop), memory_order_relaxed);
  /* Last: from now on the core believes the others. */
  atomic_store_explicit(&page->turns, gauges->turns, memory_order_release);
}

/* Calls JavaScript only if connections may have come or ended, or if the heap has to be measured. */
static void count_open(gauges_t *gauges, page_t *page, uv_loop_t *loop) {
  uint64_t now = uv_now(loop);
  bool heap = now - gauges->heap_at >= HEAP_EVERY;
  uint64_t taken = atomic_load_explicit(&page->taken, memory_order_relaxed);
  uint64_t ended = atomic_load_explicit(&page->ended, memory_order_relaxed);
  if (gauges->open == 0 && taken == ended && !heap) return;
  double open = measure(gauges, heap);
  if (open < 0) return;
  gauges->open = open;
  /*
   * Only one word is written, so that the core never counts a connection twice or not at all: what is taken after this
   * is open, too.
   */
  atomic_store_explicit(&page->ended, taken - (uint64_t)open, memory_order_release);
  if (heap) gauges->heap_at = now;
}

/* Runs before the loop waits, when all that this turn has brought has been served. */
static void on_prepare(uv_prepare_t *prepare) {
  gauges_t *gauges = prepare->data;
  page_t *page = *gauges->page;
  if (page == NULL) return;
  count_turn(gauges, prepare->loop);
  count_open(gauges, page, prepare->loop);
  write_page(gauges, page, prepare->loop);
}

void gauges_init(gauges_t *gauges, napi_env env, uv_loop_t *loop, page_t *const *page) {
  gauges->env = env;
  gauges->page = page;
  uv_prepare_init(loop, &gauges->prepare);
  uv_unref((uv_handle_t *)&gauges->prepare);
  gauges->prepare.data = gauges;
  uv_check_init(loop, &gauges->check);
  uv_unref((uv_handle_t *)&gauges->check);
  gauges->check.data = gauges;
}

void gauges_start(gauges_t *gauges, napi_ref measure, double *heap) {
  gauges->measure = measure;
  gauges->open = -1;
  gauges->heap = heap;
  uv_prepare_start(&gauges->prepare, on_prepare);
  uv_check_start(&gauges->check, on_check);
}

void gauges_close(gauges_t *gauges, uv_close_cb closed) {
  if (gauges->measure != NULL) napi_delete_reference(gauges->env, gauges->measure);
  gauges->measure = NULL;
  uv_close((uv_handle_t *)&gauges->prepare, closed);
  uv_close((uv_handle_t *)&gauges->check, closed);
}
