/* Unix sockets whose paths libuv must not unlink, and the names of sockets that others have bound. */
#define _GNU_SOURCE
#include "named_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "check.h"

typedef union {
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
  struct sockaddr_un un;
} name_t;

/* The name of a socket, as socketName() returns it. */
typedef struct {
  char text[sizeof(struct sockaddr_un)];
  size_t length;
  int port;
  bool is_v6_only;
} words_t;

/* Reads a path without the zeros at its end, or an abstract name with all its bytes. */
static void read_unix(const struct sockaddr_un *un, socklen_t length, words_t *words) {
  size_t size = length > offsetof(struct sockaddr_un, sun_path) ? length - offsetof(struct sockaddr_un, sun_path) : 0;
  if (size > 0 && un->sun_path[0] != '\0') size = strnlen(un->sun_path, size);
  memcpy(words->text, un->sun_path, size);
  words->length = size;
  words->port = -1;
}

static bool read_name(int fd, const name_t *name, socklen_t length, words_t *words) {
  int only = 0;
  socklen_t size = sizeof(only);
  switch (name->any.sa_family) {
    case AF_UNIX:
      read_unix(&name->un, length, words);
      return true;
    case AF_INET:
      inet_ntop(AF_INET, &name->v4.sin_addr, words->text, sizeof(words->text));
      words->port = ntohs(name->v4.sin_port);
      break;
    case AF_INET6:
      inet_ntop(AF_INET6, &name->v6.sin6_addr, words->text, sizeof(words->text));
      words->port = ntohs(name->v6.sin6_port);
      words->is_v6_only = getsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, &size) == 0 && only != 0;
      break;
    default:
      return false;
  }
  words->length = strlen(words->text);
  return true;
}

static napi_value number(napi_env env, int value) {
  napi_value result;
  CHECK(env, napi_create_int32(env, value, &result));
  return result;
}

napi_value socket_name(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument, result, values[4];
  int fd, type;
  socklen_t size = sizeof(type);
  name_t name;
  socklen_t length = sizeof(name);
  words_t words = {0};
  CHECK(env, napi_get_cb_info(env, info, &count, &argument, NULL, NULL));
  CHECK(env, napi_get_value_int32(env, argument, &fd));
  if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || getsockname(fd, &name.any, &length) != 0) {
    return number(env, -errno);
  }
  if (!read_name(fd, &name, length, &words)) return number(env, -EAFNOSUPPORT);
  const char *const keys[] = {"isStream", "address", "port", "isV6Only"};
  CHECK(env, napi_get_boolean(env, type == SOCK_STREAM, &values[0]));
  CHECK(env, napi_create_string_utf8(env, words.text, words.length, &values[1]));
  CHECK(env, napi_create_int32(env, words.port, &values[2]));
  CHECK(env, napi_get_boolean(env, words.is_v6_only, &values[3]));
  CHECK(env, napi_create_object(env, &result));
  for (int i = 0; i < 4; i++) CHECK(env, napi_set_named_property(env, result, keys[i], values[i]));
  return result;
}

napi_value bind_path(napi_env env, napi_callback_info info) {
  size_t count = 1, length;
  napi_value argument;
  struct sockaddr_un un = {.sun_family = AF_UNIX};
  CHECK(env, napi_get_cb_info(env, info, &count, &argument, NULL, NULL));
  CHECK(env, napi_get_value_string_utf8(env, argument, NULL, 0, &length));
  if (length >= sizeof(un.sun_path)) return number(env, -ENAMETOOLONG);
  CHECK(env, napi_get_value_string_utf8(env, argument, un.sun_path, sizeof(un.sun_path), &length));
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return number(env, -errno);
  if (bind(fd, (const struct sockaddr *)&un, sizeof(un)) != 0) {
    int error = errno;
    close(fd);
    return number(env, -error);
  }
  return number(env, fd);
}
