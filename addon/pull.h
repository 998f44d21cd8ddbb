/*
 * Puller: a worker that was handed a connection takes further ones itself, from listening sockets that the core has
 * lent it, at each turn of its loop, as long as the core says that nobody waits for one (page.h). When nothing is left
 * it rests: then the core hands it the next. The channel is its user.
 */
#ifndef GOCLUSTER_PULL_H
#define GOCLUSTER_PULL_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "page.h"
#include "primary_watch.h"

/* A listening socket that the core has lent. */
typedef struct {
  uint32_t listener;
  int fd;      /* owned */
  bool closed; /* its server takes nothing at the moment */
} lent_t;

/* What a puller needs of its owner. */
typedef struct {
  /* Whether something else is to be read before the next connection. */
  bool (*comes_second)(void *owner);
  /* Takes over a connection. It may close the puller. */
  void (*take)(void *owner, uint32_t listener, int fd);
  /* Tells the core that the worker is idle. Returns 0, or a negative errno where it is to be told again. */
  int (*wake)(void *owner);
  /* There is no descriptor for the next connection. */
  void (*is_short)(void *owner, int error);
} puller_calls_t;

typedef struct {
  uv_check_t check;
  uv_idle_t idle; /* so that the loop does not sleep while the worker is busy */
  const puller_calls_t *calls;
  void *owner;
  page_t *page;         /* owned; NULL before it has come */
  pthread_mutex_t lock; /* of the next two: when the primary ends, its watch closes what it has lent */
  lent_t *lent;         /* owned */
  int count;
  primary_watch_t watch;
  int channel;    /* borrowed: what lies there may be a listening socket, too */
  bool declines;  /* nothing can be lent to it */
  int next;       /* whose turn it is */
  bool busy;      /* as the core knows it */
  bool fresh;     /* the loop has not yet read what the last one that was handed over wants */
  bool held;      /* takes nothing, and does not rest either */
  bool was_held;  /* once */
  bool owes_wake; /* the core was not told yet that the worker is idle */
  bool closed;
  uint64_t wanted_at; /* when it last saw that nobody is idle, in nanoseconds of uv_hrtime; 0 */
  int waited;         /* for how many turns something else came first */
  uint64_t taken_at;  /* in nanoseconds of uv_hrtime */
  unsigned taken;     /* since then */
  uint64_t cost;      /* of a connection: a moving mean of the time that it keeps the loop busy, in nanoseconds */
} puller_t;

/* Puts it into a loop, which it does not keep alive. */
void puller_init(puller_t *puller, uv_loop_t *loop, const puller_calls_t *calls, void *owner);

/*
 * From now on the core knows when the worker is idle. Owns the page, which came over a channel; NULL is none. Another
 * core brings another one.
 */
void puller_use(puller_t *puller, page_t *page, int channel);

/* To be called when the core has handed over a connection, or a probe: the worker is busy. */
void puller_start(puller_t *puller, bool connection);

/* While it is held the worker counts as busy and takes nothing. */
void puller_hold(puller_t *puller, bool held);

/*
 * Takes over a listening socket. Where it cannot, or where there is no descriptor, -1, for it,
 * nothing is taken any more from any: connections of one would wait for ever behind those of others. The core hands
 * them all over.
 */
void puller_lend(puller_t *puller, uint32_t listener, int fd);

/* Whether its server takes connections. */
void puller_open(puller_t *puller, uint32_t listener, bool open);

/* Closes it. */
void puller_return(puller_t *puller, uint32_t listener);

/* Takes it out of the loop and lets go of all that it owns. It must stay where it is until then. */
void puller_close(puller_t *puller, uv_close_cb closed);

#endif
