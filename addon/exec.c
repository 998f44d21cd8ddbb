/* exec: this process becomes another program. For the gocluster command, which becomes node. */
#define _GNU_SOURCE
#include "exec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* Returns a copy of a JavaScript string, which the caller frees; NULL if the value is no string or memory is short. */
static char *copy_string(napi_env env, napi_value value) {
  size_t length;
  if (napi_get_value_string_utf8(env, value, NULL, 0, &length) != napi_ok) return NULL;
  char *copy = malloc(length + 1);
  if (copy == NULL) return NULL;
  if (napi_get_value_string_utf8(env, value, copy, length + 1, &length) == napi_ok) return copy;
  free(copy);
  return NULL;
}

/* Returns copies of the strings of an array, with a NULL after the last one. */
static char **copy_strings(napi_env env, napi_value array, uint32_t count) {
  char **strings = calloc(count + 1, sizeof(char *));
  if (strings == NULL) return NULL;
  for (uint32_t i = 0; i < count; i++) {
    napi_value element;
    if (napi_get_element(env, array, i, &element) == napi_ok) strings[i] = copy_string(env, element);
    if (strings[i] == NULL) break;
  }
  return strings;
}

static void free_strings(char **strings) {
  for (char **each = strings; each != NULL && *each != NULL; each++) free(*each);
  free(strings);
}

/* Sets whether the next program inherits the standard streams, which Node marks close-on-exec, and fd (-1: none). */
static void set_inherited(int fd, int inherited) {
  int flags = inherited ? 0 : FD_CLOEXEC;
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++) fcntl(stream, F_SETFD, flags);
  if (fd >= 0) fcntl(fd, F_SETFD, flags);
}

napi_value exec_program(napi_env env, napi_callback_info info) {
  size_t count = 3;
  napi_value arguments[3], result;
  uint32_t argc;
  int fd;
  CHECK(env, napi_get_cb_info(env, info, &count, arguments, NULL, NULL));
  CHECK(env, napi_get_array_length(env, arguments[1], &argc));
  if (!read_int(env, arguments[2], &fd)) return NULL;

  char *path = copy_string(env, arguments[0]);
  char **argv = copy_strings(env, arguments[1], argc);
  int error = EINVAL;
  if (path != NULL && argv != NULL && argc > 0 && argv[argc - 1] != NULL) {
    set_inherited(fd, 1);
    execv(path, argv);
    error = errno;
    set_inherited(fd, 0);
  }
  free_strings(argv);
  free(path);
  CHECK(env, napi_create_int32(env, -error, &result));
  return result;
}
