/*
 * A host for the addon where there is no Node: under musl. It has just so much of Node-API and libuv as the addon uses
 * on the way from its load to one connection, and plays primary, worker and client. Takes the paths of the addon and of
 * the core; prints "ok", or what went wrong.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../addon/page.h"

#define CHECK(condition)                                                                                               \
  do {                                                                                                                 \
    if (!(condition)) {                                                                                                \
      fprintf(stderr, "line %d: %s: %s\n", __LINE__, #condition, strerror(errno));                                     \
      exit(1);                                                                                                         \
    }                                                                                                                  \
  } while (0)

/* The words of the wire (core/wire). */
enum { LISTEN = 1, ADD_WORKER = 3, JOIN = 6, ANSWER = 1, READY = 1, IDLE = 5 };
#define PAGE 0x80000000u

#define PATIENCE_MS 20000
#define MOST 32

/* A JavaScript value: a number, a string, an array, a typed array, an object. */
typedef struct value {
  int number;
  const char *string;
  struct value *elements[2];
  void *data; /* of a typed array, or what is wrapped */
  size_t size;
  int type;
} value_t;

/* The arguments of a call, and the data of the function that is called. */
typedef struct {
  value_t *self, *arguments[4];
  size_t count;
  void *data;
} call_t;

typedef value_t *(*function_t)(void *env, call_t *call);
typedef struct {
  const char *name;
  void *name_value;
  function_t method, getter, setter;
  value_t *value;
  int attributes;
  void *data;
} property_t;

static property_t functions[MOST], methods[MOST];
static function_t constructor;

static value_t *make(void) {
  value_t *value = calloc(1, sizeof(*value));
  CHECK(value != NULL);
  return value;
}

static value_t *number(int n) {
  value_t *value = make();
  value->number = n;
  return value;
}

/* What of Node-API the addon calls on the way. */
int napi_define_properties(void *env, value_t *object, size_t count, const property_t *properties) {
  CHECK(count < MOST);
  memcpy(functions, properties, count * sizeof(*properties));
  return 0;
}
int napi_define_class(void *env, const char *name, size_t length, function_t construct, void *data, size_t count,
                      const property_t *properties, value_t **result) {
  CHECK(count < MOST);
  constructor = construct;
  memcpy(methods, properties, count * sizeof(*properties));
  *result = make();
  return 0;
}
int napi_get_cb_info(void *env, call_t *call, size_t *count, value_t **arguments, value_t **self, void **data) {
  for (size_t i = 0; count != NULL && i < *count; i++) arguments[i] = call->arguments[i];
  if (count != NULL) *count = call->count;
  if (self != NULL) *self = call->self;
  if (data != NULL) *data = call->data;
  return 0;
}
int napi_create_int32(void *env, int n, value_t **result) { return *result = number(n), 0; }
int napi_create_array_with_length(void *env, size_t length, value_t **result) { return *result = make(), 0; }
int napi_create_string_utf8(void *env, const char *s, size_t length, value_t **result) { return *result = make(), 0; }
int napi_set_named_property(void *env, value_t *object, const char *name, value_t *value) { return 0; }
int napi_set_element(void *env, value_t *array, uint32_t i, value_t *value) { return array->elements[i] = value, 0; }
int napi_get_element(void *env, value_t *array, uint32_t i, value_t **value) { return *value = array->elements[i], 0; }
int napi_get_array_length(void *env, value_t *array, uint32_t *length) {
  for (*length = 0; *length < 2 && array->elements[*length] != NULL;) ++*length;
  return 0;
}
int napi_get_value_int32(void *env, value_t *value, int *result) { return *result = value->number, 0; }
int napi_get_value_string_utf8(void *env, value_t *value, char *space, size_t size, size_t *length) {
  *length = (size_t)snprintf(space, size, "%s", value->string);
  return 0;
}
int napi_get_typedarray_info(void *env, value_t *array, int *type, size_t *length, void **data, value_t **buffer,
                             size_t *offset) {
  *type = array->type;
  *length = array->size;
  *data = array->data;
  return 0;
}
int napi_wrap(void *env, value_t *object, void *data, void *finalize, void *hint, void **result) {
  return object->data = data, 0;
}
int napi_unwrap(void *env, value_t *object, void **result) { return *result = object->data, 0; }
int napi_create_reference(void *env, value_t *value, uint32_t count, void **result) { return *result = value, 0; }
int napi_get_uv_event_loop(void *env, void **loop) { return *loop = NULL, 0; }
int napi_async_init(void *env, value_t *resource, value_t *name, void **context) { return *context = NULL, 0; }
int napi_add_async_cleanup_hook(void *env, void *hook, void *data, void **handle) { return *handle = NULL, 0; }
int napi_throw_error(void *env, const char *code, const char *message) {
  fprintf(stderr, "%s: %s\n", code, message);
  exit(1);
}
int uv_poll_init(void *loop, void *poll, int fd) { return 0; }
int uv_prepare_init(void *loop, void *prepare) { return 0; }
int uv_check_init(void *loop, void *check) { return 0; }
int uv_idle_init(void *loop, void *idle) { return 0; }
void uv_unref(void *handle) {}
int uv_poll_start(void *poll, int events, void *callback) { return 0; }

/* And what it has for later. A missing symbol would keep it from loading. */
#define NEVER(name)                                                                                                    \
  void name(void) {                                                                                                    \
    fprintf(stderr, "%s is not expected here\n", #name);                                                               \
    exit(1);                                                                                                           \
  }
NEVER(napi_async_destroy)
NEVER(napi_call_function)
NEVER(napi_close_handle_scope)
NEVER(napi_coerce_to_bool)
NEVER(napi_create_double)
NEVER(napi_create_object)
NEVER(napi_create_uint32)
NEVER(napi_delete_reference)
NEVER(napi_fatal_exception)
NEVER(napi_get_and_clear_last_exception)
NEVER(napi_get_boolean)
NEVER(napi_get_last_error_info)
NEVER(napi_get_reference_value)
NEVER(napi_get_undefined)
NEVER(napi_get_value_bool)
NEVER(napi_get_value_double)
NEVER(napi_is_exception_pending)
NEVER(napi_make_callback)
NEVER(napi_open_handle_scope)
NEVER(napi_remove_async_cleanup_hook)
NEVER(napi_remove_wrap)
NEVER(napi_throw_type_error)
NEVER(uv_backend_fd)
NEVER(uv_check_start)
NEVER(uv_check_stop)
NEVER(uv_close)
NEVER(uv_err_name)
NEVER(uv_hrtime)
NEVER(uv_idle_start)
NEVER(uv_idle_stop)
NEVER(uv_metrics_idle_time)
NEVER(uv_now)
NEVER(uv_poll_stop)
NEVER(uv_prepare_start)
NEVER(uv_prepare_stop)
NEVER(uv_ref)

static const property_t *find(const property_t *table, const char *name) {
  for (size_t i = 0; i < MOST && table[i].name != NULL; i++) {
    if (strcmp(table[i].name, name) == 0) return &table[i];
  }
  return NULL;
}

static value_t *invoke(const property_t *table, const char *name, call_t call) {
  const property_t *property = find(table, name);
  CHECK(property != NULL);
  call.data = property->data;
  return property->method(NULL, &call);
}

/* One end of a channel, with the buffers that it reads into. */
typedef struct {
  value_t self;
  uint8_t bytes[8192];
  int fds[32];
} channel_t;

static channel_t *open_channel(int fd) {
  channel_t *channel = calloc(1, sizeof(*channel));
  CHECK(channel != NULL);
  value_t bytes = {.type = 1 /* napi_uint8_array */, .data = channel->bytes, .size = sizeof(channel->bytes)};
  value_t fds = {.type = 5 /* napi_int32_array */, .data = channel->fds, .size = 32};
  call_t call = {&channel->self, {number(fd), &bytes, &fds, make()}, 4, NULL};
  CHECK(constructor(NULL, &call) == &channel->self);
  return channel;
}

static void say(channel_t *channel, const void *frame, size_t size, int first, int second) {
  value_t bytes = {.type = 1, .data = (void *)frame, .size = size};
  value_t fds = {.elements = {first < 0 ? NULL : number(first), second < 0 ? NULL : number(second)}};
  call_t call = {&channel->self, {&bytes, &fds}, 2, NULL};
  CHECK(invoke(methods, "send", call)->number == 0);
}

/* The message is in the channel's buffers afterwards. */
static int hear(channel_t *channel) {
  call_t call = {&channel->self, {number(PATIENCE_MS)}, 1, NULL};
  return invoke(methods, "receive", call)->number;
}

/* Has the core accept on a free port of 127.0.0.1, which it returns, as listener 1. */
static uint16_t open_listener(channel_t *control) {
  const uint32_t request[] = {LISTEN, 42, 1, 0};
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof(address);
  uint32_t answer[4];
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK(bind(fd, (struct sockaddr *)&address, size) == 0);
  CHECK(listen(fd, 16) == 0);
  CHECK(getsockname(fd, (struct sockaddr *)&address, &size) == 0);
  say(control, request, sizeof(request), fd, -1);
  close(fd);
  CHECK(hear(control) == (int)sizeof(answer));
  memcpy(answer, control->bytes, sizeof(answer));
  CHECK(answer[0] == sizeof(answer) && answer[1] == ANSWER && answer[2] == 42 && answer[3] == 0);
  return ntohs(address.sin_port);
}

/* The worker's first message. There is no loop here that would read it. */
static page_t *receive_page(channel_t *worker) {
  uint32_t word;
  CHECK(hear(worker) == (int)sizeof(word));
  memcpy(&word, worker->bytes, sizeof(word));
  CHECK(word == PAGE);
  page_t *page = page_open(worker->fds[0]);
  CHECK(page != NULL);
  close(worker->fds[0]);
  return page;
}

static void rest(channel_t *worker, page_t *page) {
  const uint32_t idle[] = {IDLE, 0};
  if (page_rest(page)) say(worker, idle, sizeof(idle), -1, -1);
}

static void serve_one(channel_t *worker, uint16_t port) {
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  char reply[5];
  int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK(connect(client, (struct sockaddr *)&address, sizeof(address)) == 0);
  CHECK(hear(worker) == sizeof(uint32_t));
  CHECK(write(worker->fds[0], "hello", sizeof(reply)) == sizeof(reply));
  close(worker->fds[0]);
  CHECK(recv(client, reply, sizeof(reply), MSG_WAITALL) == sizeof(reply));
  close(client);
}

int main(int count, char **arguments) {
  CHECK(count == 3);
  void *addon = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
  if (addon == NULL) fprintf(stderr, "%s\n", dlerror());
  CHECK(addon != NULL);
  value_t *(*init)(void *, value_t *) =
      (value_t * (*)(void *, value_t *))(intptr_t)dlsym(addon, "napi_register_module_v1");
  CHECK(init != NULL && init(NULL, make()) != NULL);
  CHECK(find(functions, "attach") == NULL); /* musl cannot load the core */

  value_t path = {.string = arguments[2]};
  call_t spawn = {NULL, {&path}, 1, NULL}, nothing = {0};
  channel_t *control = open_channel(invoke(functions, "spawn", spawn)->number);
  uint16_t port = open_listener(control);

  value_t *ends = invoke(functions, "pair", nothing);
  const int near = ends->elements[0]->number, far = ends->elements[1]->number;
  const uint32_t add[] = {ADD_WORKER, 0, 0, 1}, join[] = {JOIN, 0, 1, 1}, ready[] = {READY, 1};
  say(control, add, sizeof(add), near, far);
  say(control, join, sizeof(join), -1, -1);
  close(near);
  channel_t *worker = open_channel(far);
  page_t *page = receive_page(worker);
  say(worker, ready, sizeof(ready), -1, -1);
  for (int i = 0; i < 50; i++) {
    rest(worker, page);
    serve_one(worker, port);
  }
  puts("ok");
  return 0;
}
