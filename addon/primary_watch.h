/*
 * Primary watch: a thread of a worker that waits for the end of the worker's primary. A worker in an endless loop does
 * not learn of it in any other way, and the sockets that it was lent would keep a port taken that nobody serves.
 */
#ifndef GOCLUSTER_PRIMARY_WATCH_H
#define GOCLUSTER_PRIMARY_WATCH_H

#include <pthread.h>
#include <stdbool.h>

typedef struct {
  pthread_t thread;
  int channel; /* borrowed: it ends a little before the primary's process does */
  int primary; /* owned: the primary's pidfd */
  int stop;    /* owned: an eventfd */
  bool running;
  void (*ended)(void *data); /* called once, on that thread */
  void *data;
} primary_watch_t;

/*
 * Starts a zeroed watch of the process that made the channel. The channel must stay open until the watch is stopped.
 * Returns 0, also if the watch already runs, or a negative errno: -ESRCH if that process cannot be seen from here, or
 * has ended.
 */
int primary_watch_start(primary_watch_t *watch, int channel, void (*ended)(void *), void *data);

/* Stops the thread, and waits until it has ended. */
void primary_watch_stop(primary_watch_t *watch);

#endif
