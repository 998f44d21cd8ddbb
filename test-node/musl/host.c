/*
 * A host for the addon where there is no Node: under musl. On a little of Node-API (node_api.h) it plays primary,
 * worker and client. Takes the paths of the addon and of the core; prints "ok", or what went wrong.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../addon/page.h"
#include "node_api.h"

/* The words of the wire (core/wire). */
enum { LISTEN = 1, ADD_WORKER = 3, JOIN = 6, ANSWER = 1, READY = 1, IDLE = 5 };
#define PAGE 0x80000000u

#define PATIENCE_MS 20000

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
