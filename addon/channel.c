#define _GNU_SOURCE
#include "channel.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>
#include <uv.h>

#include "check.h"
#include "message.h"
#include "room.h"
#include "yield.h"

/* The most messages that are read before the rest of the loop has its turn. */
#define BATCH_MAX 16

#define NS_PER_MS 1e6

typedef struct {
  uv_poll_t poll;
  yield_t yield;
  int handles; /* how many of these two the loop still has */
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
  int batch;      /* how many messages are read before the rest of the loop has its turn, 1 to BATCH_MAX */
} channel_t;

/* For how long the event loop has been busy, in milliseconds from an arbitrary moment. */
static double busy_time(const channel_t *channel) {
  uint64_t idle = uv_metrics_idle_time(channel->poll.loop) + channel->yield.spent;
  return (double)(uv_hrtime() - idle) / NS_PER_MS;
}

/* Calls onread(byteLength, fdCount, errno, ended, busyTime). What it throws becomes an 'uncaughtException'. */
static void deliver(channel_t *channel, message_t message) {
  napi_env env = channel->env;
  napi_handle_scope scope;
  if (napi_open_handle_scope(env, &scope) != napi_ok) return;
  napi_value self, onread, arguments[5], exception;
  bool thrown = false;
  if (napi_get_reference_value(env, channel->self, &self) == napi_ok &&
      napi_get_reference_value(env, channel->onread, &onread) == napi_ok &&
      napi_create_uint32(env, (uint32_t)message.bytes, &arguments[0]) == napi_ok &&
      napi_create_uint32(env, (uint32_t)message.fds, &arguments[1]) == napi_ok &&
      napi_create_int32(env, message.error, &arguments[2]) == napi_ok &&
      napi_get_boolean(env, message.ended, &arguments[3]) == napi_ok &&
      napi_create_double(env, busy_time(channel), &arguments[4]) == napi_ok &&
      napi_make_callback(env, channel->context, self, onread, 5, arguments, NULL) != napi_ok &&
      napi_is_exception_pending(env, &thrown) == napi_ok && thrown &&
      napi_get_and_clear_last_exception(env, &exception) == napi_ok) {
    napi_fatal_exception(env, exception);
  }
  napi_close_handle_scope(env, scope);
}

static void stop(channel_t *channel) {
  if (channel->polling) {
    uv_poll_stop(&channel->poll);
    channel->polling = false;
  }
}

/* Whether JavaScript may still run: at an environment's end the loop turns on after it has stopped. */
static bool can_deliver(channel_t *channel) {
  napi_env env = channel->env;
  napi_handle_scope scope;
  napi_value value;
  if (napi_open_handle_scope(env, &scope) != napi_ok) return false;
  /* Of the calls that refuse when it may not, the cheapest. */
  bool can = napi_get_undefined(env, &value) == napi_ok && napi_coerce_to_bool(env, value, &value) == napi_ok;
  napi_close_handle_scope(env, scope);
  return can;
}

static void on_readable(uv_poll_t *poll, int status, int events) {
  (void)events;
  channel_t *channel = poll->data;
  if (channel->fds != NULL) {
    yield_before_sleep(&channel->yield);
    /* For more than are read now, as a rule: the last places are the program's. */
    if (status == 0 && !has_room_for_fds(channel->fd, BATCH_MAX)) status = -EMFILE;
  }
  /* A message at a time, just before it is needed: what is not read yet others can have. */
  for (int i = channel->batch; i > 0 && channel->polling; i--) {
    if (!can_deliver(channel)) {
      stop(channel);
      return;
    }
    message_t message = {.error = status};
    if (status == 0) message = receive_message(channel->fd, channel->bytes, channel->fds);
    if (message.bytes == 0 && message.error == 0 && !message.ended) return;
    if (message.ended || (message.error != 0 && message.error != -EMFILE)) stop(channel);
    deliver(channel, message);
  }
}

static void start(channel_t *channel) {
  if (channel->fd >= 0 && !channel->polling) {
    channel->polling = uv_poll_start(&channel->poll, UV_READABLE, on_readable) == 0;
  }
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

/* Closes once; the memory goes when the loop has let go of the handle. */
static void shut(channel_t *channel) {
  if (channel->fd < 0) return;
  napi_env env = channel->env;
  stop(channel);
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

/* The environment ends (a worker_thread, or the process): the loop waits for on_closed. */
static void on_environment_end(napi_async_cleanup_hook_handle hook, void *data) {
  (void)hook;
  shut(data);
}

static napi_value construct(napi_env env, napi_callback_info info) {
  size_t count = 4;
  napi_value arguments[4], self, name;
  int fd;
  CHECK(env, napi_get_cb_info(env, info, &count, arguments, &self, NULL));
  if (!read_int(env, arguments[0], &fd)) return NULL;

  channel_t *channel = calloc(1, sizeof(*channel));
  if (channel == NULL) return throw_error(env, "ENOMEM", "no memory for a channel");
  channel->env = env;
  channel->fd = fd;
  channel->batch = BATCH_MAX;
  channel->poll.data = channel;

  napi_typedarray_type type;
  size_t size;
  void *data;
  uv_loop_t *loop;
  if (napi_get_typedarray_info(env, arguments[1], &type, &size, &data, NULL, NULL) != napi_ok ||
      type != napi_uint8_array || size < MAX_BYTES) {
    goto invalid;
  }
  channel->bytes = data;
  if (napi_get_typedarray_info(env, arguments[2], &type, &size, &data, NULL, NULL) != napi_ok ||
      type != napi_int32_array || (size > 0 && size < MAX_FDS)) {
    goto invalid;
  }
  if (size > 0) channel->fds = data;
  if (napi_get_uv_event_loop(env, &loop) != napi_ok || uv_poll_init(loop, &channel->poll, fd) != 0) goto invalid;
  yield_init(&channel->yield, loop);
  channel->handles = 2;

  if (napi_create_string_utf8(env, "GOCLUSTERCHANNEL", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_async_init(env, NULL, name, &channel->context) != napi_ok ||
      napi_create_reference(env, arguments[1], 1, &channel->buffers[0]) != napi_ok ||
      napi_create_reference(env, arguments[2], 1, &channel->buffers[1]) != napi_ok ||
      napi_create_reference(env, arguments[3], 1, &channel->onread) != napi_ok ||
      napi_wrap(env, self, channel, NULL, NULL, NULL) != napi_ok ||
      napi_create_reference(env, self, 1, &channel->self) != napi_ok ||
      napi_add_async_cleanup_hook(env, on_environment_end, channel, &channel->hook) != napi_ok) {
    /* Only a dying environment refuses these; the loop owns the poll handle by now, so its memory stays. */
    throw_last_error(env);
    return NULL;
  }
  start(channel);
  return self;

invalid:
  free(channel);
  return throw_error(env, "ERR_INVALID_ARG_VALUE",
                     "Channel takes a socket, a Uint8Array, an Int32Array and a function");
}

/* The open channel behind `this`, or NULL, with nothing thrown, once it is closed. */
static channel_t *unwrap(napi_env env, napi_callback_info info, size_t *count, napi_value *arguments) {
  napi_value self;
  void *channel = NULL;
  if (napi_get_cb_info(env, info, count, arguments, &self, NULL) != napi_ok) return NULL;
  if (napi_unwrap(env, self, &channel) != napi_ok) return NULL;
  return channel;
}

static napi_value number(napi_env env, int value) {
  napi_value result;
  CHECK(env, napi_create_int32(env, value, &result));
  return result;
}

static napi_value channel_send(napi_env env, napi_callback_info info) {
  size_t count = 2, length;
  napi_value arguments[2];
  napi_typedarray_type type;
  void *bytes;
  int fds[MAX_FDS];
  uint32_t fd_count = 0;
  channel_t *channel = unwrap(env, info, &count, arguments);
  if (channel == NULL) return number(env, -EPIPE);
  CHECK(env, napi_get_typedarray_info(env, arguments[0], &type, &length, &bytes, NULL, NULL));
  if (count > 1) {
    CHECK(env, napi_get_array_length(env, arguments[1], &fd_count));
    if (fd_count > MAX_FDS) return number(env, -EINVAL);
    for (uint32_t i = 0; i < fd_count; i++) {
      napi_value element;
      CHECK(env, napi_get_element(env, arguments[1], i, &element));
      if (!read_int(env, element, &fds[i])) return NULL;
    }
  }
  return number(env, send_message(channel->fd, bytes, length, fds, fd_count));
}

static napi_value channel_receive(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value arguments[1];
  int timeout;
  channel_t *channel = unwrap(env, info, &count, arguments);
  if (channel == NULL) return number(env, -EPIPE);
  if (!read_int(env, arguments[0], &timeout)) return NULL;
  struct pollfd waiting = {.fd = channel->fd, .events = POLLIN};
  int ready;
  do {
    ready = poll(&waiting, 1, timeout);
  } while (ready < 0 && errno == EINTR);
  if (ready <= 0) return number(env, ready == 0 ? -ETIMEDOUT : -errno);
  message_t message = receive_message(channel->fd, channel->bytes, channel->fds);
  if (message.bytes > 0) return number(env, (int)message.bytes);
  return number(env, message.error != 0 ? message.error : message.ended ? -EPIPE : 0);
}

static napi_value channel_ref(napi_env env, napi_callback_info info) {
  channel_t *channel = unwrap(env, info, NULL, NULL);
  if (channel != NULL) uv_ref((uv_handle_t *)&channel->poll);
  return NULL;
}

static napi_value channel_unref(napi_env env, napi_callback_info info) {
  channel_t *channel = unwrap(env, info, NULL, NULL);
  if (channel != NULL) uv_unref((uv_handle_t *)&channel->poll);
  return NULL;
}

static napi_value channel_pause(napi_env env, napi_callback_info info) {
  channel_t *channel = unwrap(env, info, NULL, NULL);
  if (channel != NULL) stop(channel);
  return NULL;
}

static napi_value channel_resume(napi_env env, napi_callback_info info) {
  channel_t *channel = unwrap(env, info, NULL, NULL);
  if (channel != NULL) start(channel);
  return NULL;
}

static napi_value channel_set_batch(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value arguments[1];
  int batch;
  channel_t *channel = unwrap(env, info, &count, arguments);
  if (channel == NULL) return NULL;
  if (!read_int(env, arguments[0], &batch)) return NULL;
  channel->batch = batch < 1 ? 1 : batch > BATCH_MAX ? BATCH_MAX : batch;
  return NULL;
}

static napi_value channel_close(napi_env env, napi_callback_info info) {
  channel_t *channel = unwrap(env, info, NULL, NULL);
  if (channel != NULL) shut(channel);
  return NULL;
}

napi_value define_channel(napi_env env) {
  const napi_property_descriptor methods[] = {
      {"send", NULL, channel_send, NULL, NULL, NULL, napi_default_method, NULL},
      {"receive", NULL, channel_receive, NULL, NULL, NULL, napi_default_method, NULL},
      {"ref", NULL, channel_ref, NULL, NULL, NULL, napi_default_method, NULL},
      {"unref", NULL, channel_unref, NULL, NULL, NULL, napi_default_method, NULL},
      {"pause", NULL, channel_pause, NULL, NULL, NULL, napi_default_method, NULL},
      {"resume", NULL, channel_resume, NULL, NULL, NULL, napi_default_method, NULL},
      {"setBatch", NULL, channel_set_batch, NULL, NULL, NULL, napi_default_method, NULL},
      {"close", NULL, channel_close, NULL, NULL, NULL, napi_default_method, NULL},
  };
  napi_value channel;
  CHECK(env, napi_define_class(env, "Channel", NAPI_AUTO_LENGTH, construct, NULL, sizeof(methods) / sizeof(methods[0]),
                               methods, &channel));
  return channel;
}
