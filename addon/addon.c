/* The addon's exports: arguments in, values out, no decisions. lib/native.js is their only user and documents them. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <uv.h>

#include "channel_class.h"
#include "check.h"
#include "exec.h"
#include "headroom.h"
#include "kept_pair.h"
#include "loader.h"
#include "named_socket.h"
#include "notify.h"
#include "process.h"
#include "reading.h"

#define PATH_SIZE 4096

/*
 * The most descriptors that starting a worker takes besides its channel: the IPC channel, pipes for three streams,
 * libuv's own pipe, later a pidfd, and some for the sockets that it is to listen on. The core's own are in another
 * table.
 */
#define FORK_FDS 16

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

/*
 * The function that attaches to a core: attach_core for attach(path), in this process; attach_process for spawn(path),
 * beside it.
 */
typedef int (*attach_t)(const char *path, char *message);

/*
 * Takes the path of a core and returns the descriptor of a control channel to it. The callback's data is its attach_t.
 */
static napi_value attach(napi_env env, napi_callback_info info) {
  size_t count = 1, length;
  napi_value argument, result;
  char path[PATH_SIZE];
  char message[ROOT_MESSAGE_SIZE] = "";
  void *function;
  CHECK(env, napi_get_cb_info(env, info, &count, &argument, NULL, &function));
  CHECK(env, napi_get_value_string_utf8(env, argument, path, sizeof(path), &length));
  int fd = ((attach_t)function)(path, message);
  if (fd < 0) {
    const bool named = is_shortage(fd) || fd == -ENOSYS || fd == -E2BIG;
    return throw_error(env, named ? uv_err_name(fd) : "ERR_CLUSTER_CORE", message);
  }
  CHECK(env, napi_create_int32(env, fd, &result));
  return result;
}

#ifdef __GLIBC__
/* trim(): gives back the memory that only the core's start has used */
static napi_value trim(napi_env env, napi_callback_info info) {
  (void)env;
  (void)info;
  trim_core();
  return NULL;
}
#endif

/* pair(): both ends of a worker channel; -EMFILE where there would be no descriptors left to start the worker */
static napi_value pair(napi_env env, napi_callback_info info) {
  (void)info;
  int fds[2];
  napi_value result, element;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) != 0) {
    CHECK(env, napi_create_int32(env, -errno, &result));
    return result;
  }
  if (!has_fd_headroom(fds[0], FORK_FDS)) {
    close(fds[0]);
    close(fds[1]);
    CHECK(env, napi_create_int32(env, -EMFILE, &result));
    return result;
  }
  CHECK(env, napi_create_array_with_length(env, 2, &result));
  for (uint32_t i = 0; i < 2; i++) {
    CHECK(env, napi_create_int32(env, fds[i], &element));
    CHECK(env, napi_set_element(env, result, i, element));
  }
  return result;
}

typedef int (*call_t)(int);

/* Calls the function that is its data with the one number that it takes. Returns the result or a negative errno. */
static napi_value call_with_int(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument, result;
  int value;
  void *call;
  CHECK(env, napi_get_cb_info(env, info, &count, &argument, NULL, &call));
  if (!read_int(env, argument, &value)) return NULL;
  int returned = ((call_t)call)(value);
  CHECK(env, napi_create_int32(env, returned < 0 ? -errno : returned, &result));
  return result;
}

/* Gets the maker of a socket. For a pair that is the process that made it, whatever process has it by now. */
static int maker_of(int fd, struct ucred *maker) {
  socklen_t length = sizeof(*maker);
  return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, maker, &length);
}

/* isChannel(fd, ipc): whether fd is one end of a pair() of the process that made the IPC channel */
static napi_value is_channel(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2], result;
  int fd, ipc, type, domain;
  socklen_t length = sizeof(int);
  struct ucred maker, parent;
  CHECK(env, napi_get_cb_info(env, info, &count, arguments, NULL, NULL));
  if (!read_int(env, arguments[0], &fd) || !read_int(env, arguments[1], &ipc)) return NULL;
  bool is_ours = getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &length) == 0 && domain == AF_UNIX &&
                 getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_SEQPACKET &&
                 maker_of(fd, &maker) == 0 && maker_of(ipc, &parent) == 0 && maker.pid == parent.pid &&
                 maker.uid == parent.uid && maker.gid == parent.gid;
  CHECK(env, napi_get_boolean(env, is_ours, &result));
  return result;
}

/* Whether the peer of a connection is this user or root: 1 or 0. */
static int is_users(int fd) {
  struct ucred peer;
  if (maker_of(fd, &peer) != 0) return -1;
  return peer.uid == geteuid() || peer.uid == 0;
}

/* The process that the peer of a connection was when it connected or, on the client's side, when it began to listen. */
static int peer_pid(int fd) {
  struct ucred peer;
  return maker_of(fd, &peer) == 0 ? peer.pid : -1;
}

static int open_pidfd(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }
static int duplicate(int fd) { return fcntl(fd, F_DUPFD_CLOEXEC, 0); }
static int set_cloexec(int fd) { return fcntl(fd, F_SETFD, FD_CLOEXEC); }

/*
 * Stops a TCP socket from listening for all that have it, so that its port can be bound again. With other protocols the
 * address stays taken until the last descriptor is closed.
 */
static int stop_listening(int fd) {
  int protocol = 0;
  socklen_t size = sizeof(protocol);
  if (getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) != 0) return -1;
  if (protocol == IPPROTO_TCP) return shutdown(fd, SHUT_RDWR);
  errno = EOPNOTSUPP;
  return -1;
}

/* fdLimit(): how many descriptors this process may have open, its soft RLIMIT_NOFILE */
static napi_value fd_limit(napi_env env, napi_callback_info info) {
  (void)info;
  struct rlimit limit;
  napi_value result;
  int known = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < INT32_MAX;
  CHECK(env, napi_create_int32(env, known ? (int)limit.rlim_cur : INT32_MAX, &result));
  return result;
}

/* corePid(): the core's process; 0 if the core is a thread of this one, or none was started */
static napi_value core_process(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value result;
  CHECK(env, napi_create_int32(env, core_pid(), &result));
  return result;
}

/* listen(fd, backlog): calls the C library's function, which preloaded libraries may replace; 0 or a negative errno */
static napi_value listen_on(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2], result;
  int fd, backlog;
  CHECK(env, napi_get_cb_info(env, info, &count, arguments, NULL, NULL));
  if (!read_int(env, arguments[0], &fd) || !read_int(env, arguments[1], &backlog)) return NULL;
  CHECK(env, napi_create_int32(env, listen(fd, backlog) == 0 ? 0 : -errno, &result));
  return result;
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor functions[] = {
#ifdef __GLIBC__
      {"attach", NULL, attach, NULL, NULL, NULL, napi_enumerable, (void *)attach_core},
      {"trim", NULL, trim, NULL, NULL, NULL, napi_enumerable, NULL},
#endif
      {"spawn", NULL, attach, NULL, NULL, NULL, napi_enumerable, (void *)attach_process},
      {"corePid", NULL, core_process, NULL, NULL, NULL, napi_enumerable, NULL},
      {"pair", NULL, pair, NULL, NULL, NULL, napi_enumerable, NULL},
      {"keepPair", NULL, keep_pair, NULL, NULL, NULL, napi_enumerable, NULL},
      {"closePair", NULL, close_pair, NULL, NULL, NULL, napi_enumerable, NULL},
      {"pidfd", NULL, call_with_int, NULL, NULL, NULL, napi_enumerable, (void *)open_pidfd},
      {"cloexec", NULL, call_with_int, NULL, NULL, NULL, napi_enumerable, (void *)set_cloexec},
      {"dup", NULL, call_with_int, NULL, NULL, NULL, napi_enumerable, (void *)duplicate},
      {"stopListening", NULL, call_with_int, NULL, NULL, NULL, napi_enumerable, (void *)stop_listening},
      {"close", NULL, call_with_int, NULL, NULL, NULL, napi_enumerable, (void *)close},
      {"bindPath", NULL, bind_path, NULL, NULL, NULL, napi_enumerable, NULL},
      {"socketName", NULL, socket_name, NULL, NULL, NULL, napi_enumerable, NULL},
      {"listen", NULL, listen_on, NULL, NULL, NULL, napi_enumerable, NULL},
      {"fdLimit", NULL, fd_limit, NULL, NULL, NULL, napi_enumerable, NULL},
      {"isUsers", NULL, call_with_int, NULL, NULL, NULL, napi_enumerable, (void *)is_users},
      {"peerPid", NULL, call_with_int, NULL, NULL, NULL, napi_enumerable, (void *)peer_pid},
      {"isChannel", NULL, is_channel, NULL, NULL, NULL, napi_enumerable, NULL},
      {"readAs", NULL, read_as, NULL, NULL, NULL, napi_enumerable, NULL},
      {"notify", NULL, notify_manager, NULL, NULL, NULL, napi_enumerable, NULL},
      {"exec", NULL, exec_program, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  CHECK(env, napi_define_properties(env, exports, sizeof(functions) / sizeof(functions[0]), functions));
  napi_value channel = define_channel(env);
  if (channel != NULL) CHECK(env, napi_set_named_property(env, exports, "Channel", channel));
  return exports;
}
