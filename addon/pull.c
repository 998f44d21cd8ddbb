#define _GNU_SOURCE
#include "pull.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "message.h"

/*
 * The most connections that are accepted in a turn of the loop. The worker's open ones, its timers and its messages
 * wait meanwhile.
 */
#define TAKE_MAX 2
/*
 * If a connection costs this much or more, in nanoseconds, only one is accepted: no other worker can serve a connection
 * that waits here.
 */
#define COST_MAX 1000000
/* The mean is taken over about so many turns: a turn that is preempted must not look like a slow handler. */
#define WINDOW 16
/*
 * A worker becomes idle as soon as it has read a connection if all workers were last busy longer ago than this, in
 * nanoseconds. Then workers get connections exactly in turn, whichever of them the kernel runs first.
 */
#define CALM_AFTER 100000000
/*
 * A worker does not become idle so early if a connection costs this much or more, in nanoseconds: the next one would
 * wait that long for it.
 */
#define CALM_COST_MAX 5000000
/* For how many turns of the loop something else may come first. */
#define WAIT_MAX 16

/* Updates the mean cost, after the connections that were taken have had their turn. */
static void measure(puller_t *puller) {
  if (puller->taken == 0) return;
  int64_t cost = (int64_t)((uv_hrtime() - puller->taken_at) / puller->taken);
  puller->cost = (uint64_t)((int64_t)puller->cost + (cost - (int64_t)puller->cost) / WINDOW);
  puller->taken = 0;
}

static void count(puller_t *puller) {
  if (puller->taken++ == 0) puller->taken_at = uv_hrtime();
  atomic_fetch_add_explicit(&puller->page->taken, 1, memory_order_relaxed);
}

static void run(puller_t *puller);

/*
 * Runs after the loop has read, and before it writes the results. Connections that are taken here are served in the
 * turn that follows.
 */
static void on_check(uv_check_t *check) { run(check->data); }

static void on_idle(uv_idle_t *idle) { (void)idle; }

static void run_each_turn(puller_t *puller) {
  uv_idle_start(&puller->idle, on_idle);
  uv_check_start(&puller->check, on_check);
}

static void stop(puller_t *puller) {
  uv_idle_stop(&puller->idle);
  uv_check_stop(&puller->check);
}

static void wake(puller_t *puller) { puller->owes_wake = puller->calls->wake(puller->owner) != 0; }

static void become_idle(puller_t *puller) {
  puller->busy = false;
  if (!page_rest(puller->page)) return;
  puller->wanted_at = uv_hrtime();
  wake(puller);
}

static void rest(puller_t *puller) {
  become_idle(puller);
  if (!puller->owes_wake) stop(puller);
}

/*
 * Whether the worker becomes idle as soon as it has read a connection. It does not if it was ever held: its server may
 * be full once it has the connection.
 */
static bool is_calm(const puller_t *puller) {
  return !puller->was_held && puller->cost < CALM_COST_MAX && uv_hrtime() - puller->wanted_at > CALM_AFTER;
}

/*
 * Accepts a connection from the next listener that has one. Returns it or a negative errno; -EAGAIN if no listener has
 * one.
 */
static int take_next(puller_t *puller, uint32_t *listener) {
  int error = EAGAIN;
  int fd = -1;
  pthread_mutex_lock(&puller->lock);
  for (int i = 0; i < puller->count && fd < 0; i++) {
    const lent_t *lent = &puller->lent[puller->next % puller->count];
    puller->next = (puller->next + 1) % puller->count;
    if (lent->closed) continue;
    fd = accept4(lent->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) *listener = lent->listener;
    else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
      error = errno;
  }
  pthread_mutex_unlock(&puller->lock);
  return fd >= 0 ? fd : -error;
}

/* Takes as many connections as this turn of the loop may. Returns how many, or a negative errno. */
static int pull(puller_t *puller) {
  int taken = 0;
  const int most = puller->cost < COST_MAX ? TAKE_MAX : 1;
  while (taken < most && !puller->closed && !puller->held && page_may_pull(puller->page)) {
    uint32_t listener = 0;
    /* Handlers have run since the last check. */
    if (taken > 0 && puller->calls->comes_second(puller->owner)) break;
    int fd = take_next(puller, &listener);
    if (fd == -EAGAIN) break;
    if (fd < 0) return fd;
    taken++;
    count(puller);
    atomic_fetch_add_explicit(&puller->page->pulled, 1, memory_order_relaxed);
    puller->calls->take(puller->owner, listener, fd);
  }
  return taken;
}

static void run(puller_t *puller) {
  if (puller->owes_wake) wake(puller);
  if (puller->fresh) {
    puller->fresh = false;
    return;
  }
  measure(puller);
  if (!puller->busy) {
    if (!puller->owes_wake) stop(puller);
    return;
  }
  if (puller->waited < WAIT_MAX && puller->calls->comes_second(puller->owner)) {
    puller->waited++;
    return;
  }
  puller->waited = 0;
  int taken = pull(puller);
  if (taken < 0) {
    puller->calls->is_short(puller->owner, taken);
  } else if (taken == 0 && !puller->closed && !puller->held) {
    rest(puller);
  }
}

void puller_init(puller_t *puller, uv_loop_t *loop, const puller_calls_t *calls, void *owner) {
  *puller = (puller_t){.calls = calls, .owner = owner, .cost = COST_MAX};
  pthread_mutex_init(&puller->lock, NULL);
  uv_idle_init(loop, &puller->idle);
  uv_unref((uv_handle_t *)&puller->idle);
  puller->idle.data = puller;
  uv_check_init(loop, &puller->check);
  uv_unref((uv_handle_t *)&puller->check);
  puller->check.data = puller;
}

static void close_all(puller_t *puller) {
  pthread_mutex_lock(&puller->lock);
  while (puller->count > 0) close(puller->lent[--puller->count].fd);
  pthread_mutex_unlock(&puller->lock);
}

/* Runs on the watch's thread, because the loop may never turn again. */
static void on_primary_end(void *data) {
  puller_t *puller = data;
  uint8_t bytes[MAX_BYTES];
  int32_t fds[MAX_FDS];
  close_all(puller);
  for (;;) {
    message_t message = receive_message(puller->channel, bytes, fds);
    if (message.bytes == 0) return;
    for (size_t i = 0; i < message.fds; i++) close(fds[i]);
  }
}

void puller_use(puller_t *puller, page_t *page, int channel) {
  if (puller->closed || page == NULL) {
    page_close(page);
    return;
  }
  page_close(puller->page);
  puller->page = page;
  puller->channel = channel;
  puller->declines = primary_watch_start(&puller->watch, channel, on_primary_end, puller) != 0;
  if (!puller->busy) rest(puller);
}

void puller_start(puller_t *puller, bool connection) {
  if (puller->page == NULL || puller->closed) return;
  puller->busy = true;
  if (connection) {
    puller->fresh = true;
    count(puller);
    if (is_calm(puller)) become_idle(puller);
  }
  if (!puller->held) run_each_turn(puller);
}

void puller_hold(puller_t *puller, bool held) {
  puller->held = held;
  if (puller->closed) return;
  puller->was_held = puller->was_held || held;
  if (held && !puller->busy && puller->page != NULL) puller->busy = page_unrest(puller->page);
  if (!puller->busy) return;
  if (held) stop(puller);
  else
    run_each_turn(puller);
}

static lent_t *find(const puller_t *puller, uint32_t listener) {
  for (int i = 0; i < puller->count; i++) {
    if (puller->lent[i].listener == listener) return &puller->lent[i];
  }
  return NULL;
}

static bool add(puller_t *puller, lent_t one) {
  pthread_mutex_lock(&puller->lock);
  lent_t *lent = realloc(puller->lent, (size_t)(puller->count + 1) * sizeof(*lent));
  if (lent != NULL) {
    puller->lent = lent;
    lent[puller->count++] = one;
  }
  pthread_mutex_unlock(&puller->lock);
  return lent != NULL;
}

void puller_lend(puller_t *puller, uint32_t listener, int fd) {
  puller_return(puller, listener);
  if (!puller->declines && fd >= 0 && add(puller, (lent_t){.listener = listener, .fd = fd})) return;
  puller->declines = true;
  if (fd >= 0) close(fd);
  close_all(puller);
}

void puller_open(puller_t *puller, uint32_t listener, bool open) {
  pthread_mutex_lock(&puller->lock);
  lent_t *lent = find(puller, listener);
  if (lent != NULL) lent->closed = !open;
  pthread_mutex_unlock(&puller->lock);
}

void puller_return(puller_t *puller, uint32_t listener) {
  pthread_mutex_lock(&puller->lock);
  lent_t *lent = find(puller, listener);
  if (lent != NULL) {
    close(lent->fd);
    *lent = puller->lent[--puller->count];
  }
  pthread_mutex_unlock(&puller->lock);
}

void puller_close(puller_t *puller, uv_close_cb closed) {
  puller->closed = true;
  primary_watch_stop(&puller->watch);
  close_all(puller);
  free(puller->lent);
  puller->lent = NULL;
  pthread_mutex_destroy(&puller->lock);
  page_close(puller->page);
  puller->page = NULL;
  uv_close((uv_handle_t *)&puller->idle, closed);
  uv_close((uv_handle_t *)&puller->check, closed);
}
