/* The addon's exports: arguments in, values out, no decisions. lib/native.js is their only user and documents them. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <uv.h>

#include "channel.h"
#include "check.h"
#include "exec.h"
#include "loader.h"
#include "process.h"

#define PATH_SIZE 4096

void throw_last_error(napi_env env) {
  const napi_extended_error_info *info;
  char message[256] = "a Node-API call failed";
  bool pending = false;
  if (napi_get_last_error_info(env, &info) == napi_ok && info->error_message != NULL) {
    snprintf(message, sizeof(message), "%s", info->error_message);
  }
  if (napi_is_exception_pending(env, &pending) == napi_ok && !pending) {
    napi_throw_error(env, "ERR_CLUSTER_NATIVE", message);
  }
}

napi_value throw_error(napi_env env, const char *code, const char *message) {
  napi_throw_error(env, code, message);
  return NULL;
}

int read_int(napi_env env, napi_value value, int *out) {
  if (napi_get_value_int32(env, value, out) == napi_ok) return 1;
  napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", "a number was expected");
  return 0;
}

/* What may succeed later, with no change but that somebody has let go of something. */
static bool is_shortage(int error) {
  return error == -EMFILE || error == -ENFILE || error == -EAGAIN || error == -ENOMEM || error == -ENOBUFS;
}

/* Takes the path of a core and returns the descriptor of a control channel to it. */
static napi_value attach_by(napi_env env, napi_callback_info info, int (*function)(const char *, char *)) {
  size_t count = 1, length;
  napi_value argument, result;
  char path[PATH_SIZE];
  char message[ROOT_MESSAGE_SIZE] = "";
  CHECK(env, napi_get_cb_info(env, info, &count, &argument, NULL, NULL));
  CHECK(env, napi_get_value_string_utf8(env, argument, path, sizeof(path), &length));
  int fd = function(path, message);
  if (fd < 0) return throw_error(env, is_shortage(fd) ? uv_err_name(fd) : "ERR_CLUSTER_CORE", message);
  CHECK(env, napi_create_int32(env, fd, &result));
  return result;
}

/* attach(path), spawn(path): the core as a library in this process, as a process of its own */
#ifdef __GLIBC__
static napi_value attach(napi_env env, napi_callback_info info) { return attach_by(env, info, attach_core); }

/* trim(): gives back the memory that only the start of that library has used */
static napi_value trim(napi_env env, napi_callback_info info) {
  (void)env;
  (void)info;
  trim_core();
  return NULL;
}
#endif
static napi_value spawn(napi_env env, napi_callback_info info) { return attach_by(env, info, attach_process); }

/* pair(): both ends of a worker channel */
static napi_value pair(napi_env env, napi_callback_info info) {
  (void)info;
  int fds[2];
  napi_value result, element;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) != 0) {
    CHECK(env, napi_create_int32(env, -errno, &result));
    return result;
  }
  CHECK(env, napi_create_array_with_length(env, 2, &result));
  for (uint32_t i = 0; i < 2; i++) {
    CHECK(env, napi_create_int32(env, fds[i], &element));
    CHECK(env, napi_set_element(env, result, i, element));
  }
  return result;
}

/* Reads the one number that a function takes, hands it on, and returns what that gave, or a negative errno. */
static napi_value with_int(napi_env env, napi_callback_info info, int (*function)(int)) {
  size_t count = 1;
  napi_value argument, result;
  int value;
  CHECK(env, napi_get_cb_info(env, info, &count, &argument, NULL, NULL));
  if (!read_int(env, argument, &value)) return NULL;
  int returned = function(value);
  CHECK(env, napi_create_int32(env, returned < 0 ? -errno : returned, &result));
  return result;
}

static int open_pidfd(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }
static int set_cloexec(int fd) { return fcntl(fd, F_SETFD, FD_CLOEXEC); }

/* fdLimit(): how many descriptors this process may have open, its soft RLIMIT_NOFILE */
static napi_value fd_limit(napi_env env, napi_callback_info info) {
  (void)info;
  struct rlimit limit;
  napi_value result;
  int known = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < INT32_MAX;
  CHECK(env, napi_create_int32(env, known ? (int)limit.rlim_cur : INT32_MAX, &result));
  return result;
}

/* pidfd(pid), cloexec(fd), close(fd): a number, negative for an errno */
static napi_value pidfd(napi_env env, napi_callback_info info) { return with_int(env, info, open_pidfd); }
static napi_value cloexec(napi_env env, napi_callback_info info) { return with_int(env, info, set_cloexec); }
static napi_value close_fd(napi_env env, napi_callback_info info) { return with_int(env, info, close); }

NAPI_MODULE_INIT() {
  const napi_property_descriptor functions[] = {
#ifdef __GLIBC__
      {"attach", NULL, attach, NULL, NULL, NULL, napi_enumerable, NULL},
      {"trim", NULL, trim, NULL, NULL, NULL, napi_enumerable, NULL},
#endif
      {"spawn", NULL, spawn, NULL, NULL, NULL, napi_enumerable, NULL},
      {"pair", NULL, pair, NULL, NULL, NULL, napi_enumerable, NULL},
      {"pidfd", NULL, pidfd, NULL, NULL, NULL, napi_enumerable, NULL},
      {"cloexec", NULL, cloexec, NULL, NULL, NULL, napi_enumerable, NULL},
      {"fdLimit", NULL, fd_limit, NULL, NULL, NULL, napi_enumerable, NULL},
      {"exec", NULL, exec_program, NULL, NULL, NULL, napi_enumerable, NULL},
      {"close", NULL, close_fd, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  CHECK(env, napi_define_properties(env, exports, sizeof(functions) / sizeof(functions[0]), functions));
  napi_value channel = define_channel(env);
  if (channel != NULL) CHECK(env, napi_set_named_property(env, exports, "Channel", channel));
  return exports;
}
