/* notify: sends a message to the service manager, as sd_notify(3) does. For the supervisor. */
#define _GNU_SOURCE
#include "notify.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The maximum size of a message, in bytes. A message is a few lines. */
#define LONGEST 2048

static int send_datagram(const struct sockaddr_un *address, socklen_t length, const char *text, size_t size) {
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return errno;
  ssize_t sent = sendto(fd, text, size, MSG_NOSIGNAL, (const struct sockaddr *)address, length);
  int error = sent < 0 ? errno : 0;
  close(fd);
  return error;
}

napi_value notify_manager(napi_env env, napi_callback_info info) {
  size_t count = 2, path_length, text_length;
  napi_value arguments[2], result;
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  char text[LONGEST];
  CHECK(env, napi_get_cb_info(env, info, &count, arguments, NULL, NULL));
  /* Both are truncated if they are too long, and end with a zero. */
  CHECK(env, napi_get_value_string_utf8(env, arguments[0], NULL, 0, &path_length));
  CHECK(env, napi_get_value_string_utf8(env, arguments[0], address.sun_path, sizeof address.sun_path, NULL));
  CHECK(env, napi_get_value_string_utf8(env, arguments[1], text, sizeof text, &text_length));

  int error = ENAMETOOLONG;
  if (path_length < sizeof address.sun_path) {
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + path_length);
    error = send_datagram(&address, length, text, text_length);
  }
  CHECK(env, napi_create_int32(env, -error, &result));
  return result;
}
