/*
 * Channel: one end of a SOCK_SEQPACKET pair in an event loop. Used for the control channel in the primary and for the
 * worker channel in a worker; it does not know which. channel_class.c makes it a class of JavaScript's.
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
  puller_t puller; /* of a worker channel, which alone has fds */
  gauges_t gauges;
  int handles; /* how many of these six the loop still has */
  int fd;      /* owned; -1 once closed */
  bool polling;
  napi_env env;
  napi_async_context context;
  napi_async_cleanup_hook_handle hook;
  napi_ref self;   /* strong while open, so that the object lives as long as the poll handle */
  napi_ref onread; /* what a message is given to */
  napi_ref buffers[2];
  uint8_t *bytes; /* belongs to a typed array that buffers[] keeps alive, like fds */
  int32_t *fds;   /* NULL where none are to come */
  int followed;   /* borrowed, -1 for none: while there is something to read on it nothing is read here */
  int waited;     /* for how many iterations it has, up to FOLLOW_MAX */
} channel_t;

/* Puts a zeroed channel into a loop. Returns false, and nothing is to be undone, where the loop does not take fd. */
bool channel_init(channel_t *channel, uv_loop_t *loop, int fd);

/* Reads from now on, or reads no more. Neither does harm twice, or once the channel is closed. */
void channel_start(channel_t *channel);
void channel_stop(channel_t *channel);

/* Closes once; the memory goes when the loop has let go of the handles. */
void channel_close(channel_t *channel);

#endif
