/*
 * The worker's operations on a page against the core's, again and again at the same moment: whichever comes first, each
 * is one. Prints "ok", or how often they were not. core/page tests the core's in the same way.
 */
#include "../../../addon/page.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <time.h>

/* Enough on an idle machine. On a busy one, where each side waits for the other to get a processor, so many take too
 * long. */
#define MEETINGS 200000
#define SECONDS 1
/* Up to which one side begins later than the other, in some nanoseconds. */
#define DELAYS 200
/* How often is looked before another process may run. */
#define LOOKS 1000

static page_t page;
static _Atomic int begun, ended;
static atomic_bool over;
static bool answer;
static bool (*worker_does)(page_t *page);

static void *worker(void *unused) {
  for (int round = 1;; round++) {
    for (int i = 1; begun < round && !over; i++) {
      if (i % LOOKS == 0) sched_yield();
    }
    if (over) return unused;
    answer = worker_does(&page);
    ended = round;
  }
}

/* core/page's Want and Claim: whether the worker was busy. */
static bool want(void) { return !(atomic_fetch_or(&page.state, PAGE_WANTED) & PAGE_IDLE); }
static bool claim(void) { return !(atomic_exchange(&page.state, 0) & PAGE_IDLE); }

/* How often the core takes the worker for busy and the worker says otherwise, or the other way round. */
static int meet(uint32_t state, bool (*core_does)(void), bool (*worker_does_then)(page_t *)) {
  pthread_t thread;
  int failed = 0;
  const time_t end = time(NULL) + SECONDS;
  begun = ended = 0;
  over = false;
  worker_does = worker_does_then;
  if (pthread_create(&thread, NULL, worker, NULL) != 0) return -1;
  for (int round = 1; round <= MEETINGS && time(NULL) <= end; round++) {
    page.state = state;
    begun = round;
    /* The other side sees that a round has begun a moment later: each moment has its turn. */
    for (int i = 0; i < round % DELAYS; i++) (void)begun;
    const bool was_busy = core_does();
    for (int i = 1; ended < round; i++) {
      if (i % LOOKS == 0) sched_yield();
    }
    failed += was_busy != answer;
  }
  over = true;
  pthread_join(thread, NULL);
  return failed;
}

int main(void) {
  const int wakes = meet(0, want, page_rest);
  const int claims = meet(PAGE_IDLE, claim, page_unrest);
  if (wakes != 0) printf("%d wakes were lost, or were too many\n", wakes);
  if (claims != 0) printf("%d times both had an idle worker, or neither\n", claims);
  if (wakes == 0 && claims == 0) puts("ok");
  return 0;
}
