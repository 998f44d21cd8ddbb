/* Channel as a JavaScript class; lib/native.js documents it. */
#define _GNU_SOURCE
#include "channel_class.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "channel.h"
#include "check.h"
#include "message.h"

/* Called when the environment ends (a worker_thread, or the process). The loop waits for on_closed. */
static void on_environment_end(napi_async_cleanup_hook_handle hook, void *data) {
  (void)hook;
  channel_close(data);
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
  if (napi_get_uv_event_loop(env, &loop) != napi_ok || !channel_init(channel, loop, fd)) goto invalid;

  if (napi_create_string_utf8(env, "GOCLUSTERCHANNEL", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_async_init(env, NULL, name, &channel->context) != napi_ok ||
      napi_create_reference(env, arguments[1], 1, &channel->buffers[0]) != napi_ok ||
      napi_create_reference(env, arguments[2], 1, &channel->buffers[1]) != napi_ok ||
      napi_create_reference(env, arguments[3], 1, &channel->onread) != napi_ok ||
      napi_wrap(env, self, channel, NULL, NULL, NULL) != napi_ok ||
      napi_create_reference(env, self, 1, &channel->self) != napi_ok ||
      napi_add_async_cleanup_hook(env, on_environment_end, channel, &channel->hook) != napi_ok) {
    /*
     * Only an environment that is ending refuses these calls. The loop already has the poll handle, so the channel's
     * memory must stay.
     */
    throw_last_error(env);
    return NULL;
  }
  channel_start(channel);
  return self;

invalid:
  free(channel);
  return throw_error(env, "ERR_INVALID_ARG_VALUE",
                     "Channel takes a socket, a Uint8Array, an Int32Array and a function");
}

/* Returns the open channel behind `this`, or NULL once it is closed, without throwing. */
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

static napi_value send_one(napi_env env, napi_callback_info info) {
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

static napi_value receive_one(napi_env env, napi_callback_info info) {
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

static void ref(channel_t *channel) { uv_ref((uv_handle_t *)&channel->poll); }
static void unref(channel_t *channel) { uv_unref((uv_handle_t *)&channel->poll); }

/*
 * The methods without arguments and result. Each has its function as data. They do nothing once the channel is closed.
 */
typedef void (*act_t)(channel_t *);

static napi_value act(napi_env env, napi_callback_info info) {
  void *function;
  channel_t *channel = unwrap(env, info, NULL, NULL);
  if (channel == NULL) return NULL;
  CHECK(env, napi_get_cb_info(env, info, NULL, NULL, NULL, &function));
  ((act_t)function)(channel);
  return NULL;
}

static napi_value lend(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  int listener, fd;
  channel_t *channel = unwrap(env, info, &count, arguments);
  if (channel == NULL || !read_int(env, arguments[0], &listener) || !read_int(env, arguments[1], &fd)) return NULL;
  puller_lend(&channel->puller, (uint32_t)listener, fd);
  return NULL;
}

static napi_value open_lent(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  int listener;
  bool open;
  channel_t *channel = unwrap(env, info, &count, arguments);
  if (channel == NULL || !read_int(env, arguments[0], &listener)) return NULL;
  CHECK(env, napi_get_value_bool(env, arguments[1], &open));
  puller_open(&channel->puller, (uint32_t)listener, open);
  return NULL;
}

static napi_value give_back(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value arguments[1];
  int listener;
  channel_t *channel = unwrap(env, info, &count, arguments);
  if (channel == NULL || !read_int(env, arguments[0], &listener)) return NULL;
  puller_return(&channel->puller, (uint32_t)listener);
  return NULL;
}

static napi_value follow(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value arguments[1];
  channel_t *channel = unwrap(env, info, &count, arguments);
  if (channel != NULL) read_int(env, arguments[0], &channel->followed);
  return NULL;
}

/*
 * measure(callback, heap): the gauges own the reference to the callback. They borrow the number in heap, a Float64Array
 * that the callback keeps alive.
 */
static napi_value measure(napi_env env, napi_callback_info info) {
  size_t count = 2, length;
  napi_value arguments[2];
  napi_typedarray_type type;
  void *heap;
  napi_ref callback;
  channel_t *channel = unwrap(env, info, &count, arguments);
  if (channel == NULL || channel->gauges.measure != NULL) return NULL;
  CHECK(env, napi_get_typedarray_info(env, arguments[1], &type, &length, &heap, NULL, NULL));
  if (type != napi_float64_array || length < 1) return throw_error(env, "ERR_INVALID_ARG_VALUE", "no Float64Array");
  CHECK(env, napi_create_reference(env, arguments[0], 1, &callback));
  gauges_start(&channel->gauges, callback, heap);
  return NULL;
}

napi_value define_channel(napi_env env) {
  const napi_property_descriptor methods[] = {
      {"send", NULL, send_one, NULL, NULL, NULL, napi_default_method, NULL},
      {"receive", NULL, receive_one, NULL, NULL, NULL, napi_default_method, NULL},
      {"ref", NULL, act, NULL, NULL, NULL, napi_default_method, (void *)ref},
      {"unref", NULL, act, NULL, NULL, NULL, napi_default_method, (void *)unref},
      {"pause", NULL, act, NULL, NULL, NULL, napi_default_method, (void *)channel_stop},
      {"resume", NULL, act, NULL, NULL, NULL, napi_default_method, (void *)channel_start},
      {"lend", NULL, lend, NULL, NULL, NULL, napi_default_method, NULL},
      {"openLent", NULL, open_lent, NULL, NULL, NULL, napi_default_method, NULL},
      {"giveBack", NULL, give_back, NULL, NULL, NULL, napi_default_method, NULL},
      {"measure", NULL, measure, NULL, NULL, NULL, napi_default_method, NULL},
      {"follow", NULL, follow, NULL, NULL, NULL, napi_default_method, NULL},
      {"close", NULL, act, NULL, NULL, NULL, napi_default_method, (void *)channel_close},
  };
  napi_value channel;
  CHECK(env, napi_define_class(env, "Channel", NAPI_AUTO_LENGTH, construct, NULL, sizeof(methods) / sizeof(methods[0]),
                               methods, &channel));
  return channel;
}
