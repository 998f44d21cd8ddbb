/*
 * Puller: a worker that was handed a connection accepts further ones itself. It does so at each turn of its loop, from
 * the listening sockets that the core has lent it, as long as the page says that no worker waits for a connection
 * (page.h). When no connection is left the worker becomes idle, and the core hands it the next one. channel.c uses it.
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
  bool closed; /* its server takes no connections at the moment */
} lent_t;

/* What a puller needs from its owner. */
typedef struct {
  /* Whether something else has to be read before the next connection. */
  bool (*comes_second)(void *owner);
  /* Takes over a connection. It may close the puller. */
  void (*take)(void *owner, uint32_t listener, int fd);
  /* Sends the core the message that the worker is idle. Returns 0, or a negative errno if it has to be sent again. */
  int (*wake)(void *owner);
  /* Called when accepting a connection failed for want of descriptors or memory. */
  void (*is_short)(void *owner, int error);
} puller_calls_t;

typedef struct {
  uv_check_t check;
  uv_idle_t idle; /* keeps the loop from sleeping while the worker is busy */
  const puller_calls_t *calls;
  void *owner;
  page_t *page;         /* owned; NULL until it has arrived */
  pthread_mutex_t lock; /* of the next two: when the primary ends, the watch's thread closes the lent sockets */
  lent_t *lent;         /* owned */
  int count;
  primary_watch_t watch;
  int channel;    /* borrowed: its unread messages may bring listening sockets, too */
  bool declines;  /* it takes no listening sockets any more */
  int next;       /* index of the lent socket whose turn it is */
  bool busy;      /* as far as the core knows */
  bool fresh;     /* the loop has not yet read from the last connection that was handed over */
  bool held;      /* takes nothing, and does not become idle, either */
  bool was_held;  /* it has been held at least once */
  bool owes_wake; /* the core does not know yet that the worker is idle */
  bool closed;
  uint64_t wanted_at; /* when it last found that no worker is idle, in nanoseconds of uv_hrtime; 0 before */
  int waited;         /* for how many turns in a row something else came first */
  uint64_t taken_at;  /* when the first connection of taken came, in nanoseconds of uv_hrtime */
  unsigned taken;     /* connections since the cost was last measured */
  uint64_t cost;      /* of a connection: a moving mean of the time that it keeps the loop busy, in nanoseconds */
} puller_t;

/* Adds it to a loop, which it does not keep alive. */
void puller_init(puller_t *puller, uv_loop_t *loop, const puller_calls_t *calls, void *owner);

/*
 * Uses a page, which came over a channel: from now on the core knows when the worker is idle. Owns the page; NULL is
 * none. The page of another core replaces it.
 */
void puller_use(puller_t *puller, page_t *page, int channel);

/* Call it when the core has sent a connection or a probe: the worker is busy then. */
void puller_start(puller_t *puller, bool connection);

/* While it is held the worker counts as busy and takes nothing. */
void puller_hold(puller_t *puller, bool held);

/*
 * Takes over a listening socket. If that fails, or if the socket's descriptor was lost (-1), it closes all lent sockets
 * and takes no more: otherwise the connections of this listener would wait forever behind those of others. The core
 * then hands over all connections.
 */
void puller_lend(puller_t *puller, uint32_t listener, int fd);

/* Sets whether the listener's server takes connections. */
void puller_open(puller_t *puller, uint32_t listener, bool open);

/* Closes the listener's socket. */
void puller_return(puller_t *puller, uint32_t listener);

/* Removes it from the loop and frees all that it owns. Its own memory must stay until both handles are closed. */
void puller_close(puller_t *puller, uv_close_cb closed);

#endif
