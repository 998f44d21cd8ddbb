/*
 * Channel: one end of a SOCK_SEQPACKET pair in an event loop. It is used for the control channel in the primary and for
 * the worker channel in a worker, and does not know which it is. channel_class.c makes it a JavaScript class.
 */
#ifndef GOCLUSTER_CHANNEL_H
#define GOCLUSTER_CHANNEL_H

#include <node_api.h>
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "gauges.h"
#include "pull.h"
#include "yield.h"

typedef struct {
  uv_poll_t poll;
  yield_t yield;
  puller_t puller; /* used by a worker channel, the only one that has fds */
  gauges_t gauges;
  int handles; /* how many of the six libuv handles above the loop still has */
  int fd;      /* owned; -1 once closed */
  bool polling;
  napi_env env;
  napi_async_context context;
  napi_async_cleanup_hook_handle hook;
  napi_ref self;   /* strong while open, so that the object lives as long as the poll handle */
  napi_ref onread; /* the function that gets each message */
  napi_ref buffers[2];
  uint8_t *bytes; /* belongs to a typed array that buffers[] keeps alive, like fds */
  int32_t *fds;   /* NULL if no descriptors are to come */
  int followed;   /* borrowed, -1 for none: nothing is read here while there is something to read on it */
  int waited;     /* for how many iterations the channel has waited for it, up to FOLLOW_MAX */
} channel_t;

/* Adds a zeroed channel to a loop. Returns false if the loop does not take fd; nothing is to be undone then. */
bool channel_init(channel_t *channel, uv_loop_t *loop, int fd);

/* Start and stop reading. Calling them twice, or after the channel is closed, does no harm. */
void channel_start(channel_t *channel);
void channel_stop(channel_t *channel);

/* Closes the channel. Further calls do nothing. The memory is freed when the loop has closed the handles. */
void channel_close(channel_t *channel);

#endif
