/*
 * Primary watch: a thread of a worker that waits for the end of its primary. A worker in an endless loop learns of it
 * in no other way, and the sockets that it was lent would keep a port taken that nobody serves.
 */
#ifndef GOCLUSTER_PRIMARY_WATCH_H
#define GOCLUSTER_PRIMARY_WATCH_H

#include <pthread.h>
#include <stdbool.h>

typedef struct {
  pthread_t thread;
  int channel; /* borrowed: ends a little before the process does */
  int primary; /* owned: a pidfd */
  int stop;    /* owned: an eventfd */
  bool running;
  void (*ended)(void *data); /* called once, on that thread */
  void *data;
} primary_watch_t;

/*
 * Starts it for the process that has made the channel, which must stay open until it is stopped. Returns 0, also where
 * it runs, or a negative errno: -ESRCH where that process cannot be seen from here. Zeroed before.
 */
int primary_watch_start(primary_watch_t *watch, int channel, void (*ended)(void *), void *data);

/* Ends the thread, and waits for that. */
void primary_watch_stop(primary_watch_t *watch);

#endif
