#define _GNU_SOURCE
#include "channel.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "headroom.h"
#include "message.h"

/*
 * For how many iterations of the loop a channel waits for the stream that it follows. Four iterations read what a
 * socket holds, and a peer that writes without end must not stop the channel.
 */
#define FOLLOW_MAX 16

/* The most messages that are read before the rest of the loop has its turn. */
#define BATCH_MAX 16

/*
 * From core/wire: the bit in a word that comes with a listening socket or, alone, with the page; the message of a
 * worker that becomes idle.
 */
#define LEND 0x80000000u
#define WORD_SIZE 4
static const uint32_t idle_message[] = {5, 0};

/* Calls onread(byteLength, fdCount, errno, ended). What it throws becomes an 'uncaughtException'. */
static void deliver(channel_t *channel, message_t message) {
  napi_env env = channel->env;
  napi_handle_scope scope;
  if (napi_open_handle_scope(env, &scope) != napi_ok) return;
  napi_value self, onread, arguments[4], exception;
  bool thrown = false;
  if (napi_get_reference_value(env, channel->self, &self) == napi_ok &&
      napi_get_reference_value(env, channel->onread, &onread) == napi_ok &&
      napi_create_uint32(env, (uint32_t)message.bytes, &arguments[0]) == napi_ok &&
      napi_create_uint32(env, (uint32_t)message.fds, &arguments[1]) == napi_ok &&
      napi_create_int32(env, message.error, &arguments[2]) == napi_ok &&
      napi_get_boolean(env, message.ended, &arguments[3]) == napi_ok &&
      napi_make_callback(env, channel->context, self, onread, 4, arguments, NULL) != napi_ok &&
      napi_is_exception_pending(env, &thrown) == napi_ok && thrown &&
      napi_get_and_clear_last_exception(env, &exception) == napi_ok) {
    napi_fatal_exception(env, exception);
  }
  napi_close_handle_scope(env, scope);
}

void channel_stop(channel_t *channel) {
  if (channel->polling) {
    uv_poll_stop(&channel->poll);
    channel->polling = false;
  }
  puller_hold(&channel->puller, true);
}

/* Whether JavaScript may still run. When an environment ends, the loop goes on for a while without it. */
static bool can_deliver(channel_t *channel) {
  napi_env env = channel->env;
  napi_handle_scope scope;
  napi_value value;
  if (napi_open_handle_scope(env, &scope) != napi_ok) return false;
  /* The cheapest calls that fail if JavaScript may not run. */
  bool can = napi_get_undefined(env, &value) == napi_ok && napi_coerce_to_bool(env, value, &value) == napi_ok;
  napi_close_handle_scope(env, scope);
  return can;
}

/* Whether the loop has something else to read first. */
static bool comes_second(void *owner) {
  const channel_t *channel = owner;
  int unread = 0;
  return channel->followed >= 0 && ioctl(channel->followed, FIONREAD, &unread) == 0 && unread > 0;
}

/* The functions that the puller needs. */

static void take(void *owner, uint32_t listener, int fd) {
  channel_t *channel = owner;
  if (!can_deliver(channel)) {
    close(fd);
    channel_stop(channel);
    return;
  }
  memcpy(channel->bytes, &listener, WORD_SIZE);
  channel->fds[0] = fd;
  yield_before_sleep(&channel->yield);
  deliver(channel, (message_t){.bytes = WORD_SIZE, .fds = 1});
}

static int wake(void *owner) {
  const channel_t *channel = owner;
  int error = send_message(channel->fd, idle_message, sizeof(idle_message), NULL, 0);
  /* If the queue is full, the core has unread messages of this worker, and looks at the worker when it reads them. */
  return error == -ENOBUFS || error == -ENOMEM ? error : 0;
}

static void is_short(void *owner, int error) {
  if (can_deliver(owner)) deliver(owner, (message_t){.error = error});
}

static const puller_calls_t puller_calls = {
    .comes_second = comes_second, .take = take, .wake = wake, .is_short = is_short};

/*
 * Passes a worker channel's message to the puller. Returns whether it brought the page, which nobody else needs. A
 * message without LEND, a connection or a probe, makes the worker busy.
 */
static bool is_page(channel_t *channel, message_t message) {
  uint32_t word;
  if (channel->fds == NULL || message.bytes < WORD_SIZE) return false;
  memcpy(&word, channel->bytes, WORD_SIZE);
  if (word != LEND) {
    if (!(word & LEND)) puller_start(&channel->puller, message.fds > 0);
    return false;
  }
  for (size_t i = 0; i < message.fds; i++) {
    if (i == 0) puller_use(&channel->puller, page_open(channel->fds[i]), channel->fd);
    close(channel->fds[i]);
  }
  return true;
}

static void on_readable(uv_poll_t *poll, int status, int events) {
  (void)events;
  channel_t *channel = poll->data;
  if (channel->fds != NULL) {
    yield_before_sleep(&channel->yield);
    /*
     * The headroom is for a whole batch, although fewer are usually there, so that the last descriptors are left to the
     * program.
     */
    if (status == 0 && !has_fd_headroom(channel->fd, BATCH_MAX)) status = -EMFILE;
  }
  bool patient = channel->waited < FOLLOW_MAX;
  if (!patient) channel->waited = 0;
  /*
   * Messages are read one at a time, just before each is needed, because the core can give unread ones to another
   * worker.
   */
  for (int i = BATCH_MAX; i > 0 && channel->polling; i--) {
    if (!can_deliver(channel)) {
      channel_stop(channel);
      return;
    }
    if (patient && comes_second(channel)) {
      channel->waited++;
      return;
    }
    message_t message = {.error = status};
    if (status == 0) message = receive_message(channel->fd, channel->bytes, channel->fds);
    if (message.bytes == 0 && message.error == 0 && !message.ended) return;
    if (patient) channel->waited = 0;
    if (message.ended || (message.error != 0 && message.error != -EMFILE)) channel_stop(channel);
    if (is_page(channel, message)) continue;
    deliver(channel, message);
    /* As a rule there is one connection. If there are more, the loop reports the channel again. */
    if (channel->fds != NULL && message.fds > 0) return;
  }
}

void channel_start(channel_t *channel) {
  if (channel->fd >= 0 && !channel->polling) {
    channel->polling = uv_poll_start(&channel->poll, UV_READABLE, on_readable) == 0;
    puller_hold(&channel->puller, false);
  }
}

bool channel_init(channel_t *channel, uv_loop_t *loop, int fd) {
  if (uv_poll_init(loop, &channel->poll, fd) != 0) return false;
  channel->poll.data = channel;
  channel->fd = fd;
  channel->followed = -1;
  yield_init(&channel->yield, loop);
  puller_init(&channel->puller, loop, &puller_calls, channel);
  gauges_init(&channel->gauges, channel->env, loop, &channel->puller.page);
  channel->handles = 6;
  return true;
}

static void on_closed(channel_t *channel) {
  if (--channel->handles > 0) return;
  napi_remove_async_cleanup_hook(channel->hook);
  free(channel);
}

static void on_poll_closed(uv_handle_t *poll) { on_closed(poll->data); }

static void on_yield_closed(uv_handle_t *prepare) {
  yield_t *yield = prepare->data;
  on_closed((channel_t *)((char *)yield - offsetof(channel_t, yield)));
}

static void on_puller_closed(uv_handle_t *handle) { on_closed(((puller_t *)handle->data)->owner); }

static void on_gauges_closed(uv_handle_t *handle) {
  gauges_t *gauges = handle->data;
  on_closed((channel_t *)((char *)gauges - offsetof(channel_t, gauges)));
}

void channel_close(channel_t *channel) {
  if (channel->fd < 0) return;
  napi_env env = channel->env;
  channel_stop(channel);
  puller_close(&channel->puller, on_puller_closed); /* before the close, because its thread uses the descriptor, too */
  gauges_close(&channel->gauges, on_gauges_closed);
  close(channel->fd);
  channel->fd = -1;
  napi_value self;
  napi_handle_scope scope;
  if (napi_open_handle_scope(env, &scope) == napi_ok) {
    /* The object may outlive the channel: its methods then find nothing wrapped. */
    if (napi_get_reference_value(env, channel->self, &self) == napi_ok && self != NULL) {
      napi_remove_wrap(env, self, NULL);
    }
    napi_close_handle_scope(env, scope);
  }
  napi_delete_reference(env, channel->self);
  napi_delete_reference(env, channel->onread);
  napi_delete_reference(env, channel->buffers[0]);
  napi_delete_reference(env, channel->buffers[1]);
  napi_async_destroy(env, channel->context);
  yield_close(&channel->yield, on_yield_closed);
  uv_close((uv_handle_t *)&channel->poll, on_poll_closed);
}
