#define _GNU_SOURCE
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../capi/gocluster.h"
#include "trial.h"

/* How long the core may take to start, and to end, in milliseconds. */
#define START_TIMEOUT 10000
#define END_TIMEOUT 200

/*
 * The memory that a core maps in a process of its own, in bytes: 1.2 GB that are mostly only reserved, 40 MB that can
 * be written, and more under load.
 */
#define RESERVED_BYTES ((rlim_t)1280 << 20)
#define WRITABLE_BYTES ((rlim_t)128 << 20)

/* The first descriptor that is none of the three standard streams. */
#define FIRST_FD 3

/* Old headers do not have these; an old kernel refuses the call, which then changes nothing. */
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC 4
#endif

/* State of the process, like the loader's: one core, for all its threads. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int root = -1;
static pid_t owner;
static pid_t core;

/* A core has no capability after exec, even as root: it needs none, and the primary may give up its own later. */
static void drop_capabilities(void) {
  for (int each = 0; prctl(PR_CAPBSET_READ, each) >= 0; each++) prctl(PR_CAPBSET_DROP, each);
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/*
 * Runs in the child between fork and exec, and makes only calls that are safe after a process with many threads has
 * forked. end is the root channel's far end. The primary's standard error stays, because the Go runtime reports crashes
 * there.
 */
static void become_core(const char *path, int end) {
  char *const arguments[] = {"gocluster", NULL};
  /* As in the loader: nothing here needs preemption, and it interrupts system calls. */
  char *const environment[] = {"GODEBUG=asyncpreemptoff=1", NULL};
  /* A process group, not a session: that would also be a scheduling group, which preempts the workers all the time. */
  setpgid(0, 0);
  if (chdir("/") != 0) errno = 0; /* it would only have let others unmount the primary's folder */
  drop_capabilities();
  int high = fcntl(end, F_DUPFD_CLOEXEC, FIRST_FD); /* dup2 onto itself would leave it close-on-exec */
  if (high >= 0 && dup2(high, STDIN_FILENO) >= 0 && dup2(high, STDOUT_FILENO) >= 0) {
    syscall(SYS_close_range, FIRST_FD, ~0U, CLOSE_RANGE_CLOEXEC); /* all of them should be close-on-exec anyway */
    execve(path, arguments, environment);
  }
  int32_t error = -errno;
  send(end, &error, sizeof(error), MSG_NOSIGNAL);
  _exit(1);
}

/* Forks with every signal blocked, because no handler of the primary may run in the child. */
static pid_t fork_core(const char *path, int end) {
  sigset_t blocked, before;
  sigfillset(&blocked);
  pthread_sigmask(SIG_SETMASK, &blocked, &before);
  pid_t pid = fork();
  int error = errno;
  if (pid == 0) become_core(path, end);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return pid;
}

/* Waits for the core's first message: its version, or the negative errno that kept it from starting. */
static int await_hello(int near, const char *path, char message[ROOT_MESSAGE_SIZE]) {
  struct pollfd waiting = {.fd = near, .events = POLLIN};
  int32_t hello;
  int ready;
  do {
    ready = poll(&waiting, 1, START_TIMEOUT);
  } while (ready < 0 && errno == EINTR);
  ssize_t length = ready > 0 ? recv(near, &hello, sizeof(hello), MSG_DONTWAIT) : -1;
  if (length == sizeof(hello) && hello == GOCLUSTER_ABI) return 0;
  if (length == sizeof(hello) && hello < 0) {
    snprintf(message, ROOT_MESSAGE_SIZE, "%.400s: %s", path, strerror(-hello));
    return hello;
  }
  const char *reason = ready == 0 ? "does not start" : length == 0 ? "ended at its start" : "is of another version";
  snprintf(message, ROOT_MESSAGE_SIZE, "%.400s %s", path, reason);
  return ready == 0 ? -ETIMEDOUT : -ENOEXEC;
}

/* Closes the root channel of a core that is of no use, and kills the core if it is still running. */
static void end_core(void) {
  close(root);
  root = -1;
  if (waitpid(core, NULL, WNOHANG) != 0) return;
  /* A primary that has given up its rights may not be allowed to kill it. */
  if (kill(core, SIGKILL) == 0) waitpid(core, NULL, 0);
}

/*
 * At a normal end of this process the core ends first, so that its ports are free when the primary's end is seen. After
 * any other end the core ends a little later.
 */
static void stop_core_at_exit(void) {
  if (root < 0 || getpid() != owner) return;
  struct pollfd waiting = {.fd = root, .events = POLLIN};
  shutdown(root, SHUT_WR);
  int ended = poll(&waiting, 1, END_TIMEOUT) > 0;
  /* Reaped here: the process that inherits orphans may never reap them. */
  waitpid(core, NULL, ended ? 0 : WNOHANG);
}

static bool allows(int resource, rlim_t bytes) {
  struct rlimit limit;
  return getrlimit(resource, &limit) != 0 || limit.rlim_cur >= bytes;
}

static int start_process(const char *path, char message[ROOT_MESSAGE_SIZE]) {
  int pair[2];
  int error = 0;
  if (!allows(RLIMIT_AS, RESERVED_BYTES) || !allows(RLIMIT_DATA, WRITABLE_BYTES)) {
    snprintf(message, ROOT_MESSAGE_SIZE, "a process may not map enough memory (ulimit -v, ulimit -d)");
    return -E2BIG;
  }
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0) {
    error = -errno;
    snprintf(message, ROOT_MESSAGE_SIZE, "socketpair: %s", strerror(-error));
    return error;
  }
  if (owner != getpid() && atexit(stop_core_at_exit) == 0) owner = getpid();
  core = fork_core(path, pair[1]);
  if (core < 0) {
    error = -errno;
    snprintf(message, ROOT_MESSAGE_SIZE, "fork: %s", strerror(-error));
  }
  close(pair[1]);
  root = pair[0];
  if (error == 0 && (error = await_hello(root, path, message)) != 0) end_core();
  if (error == 0) return 0;
  if (root >= 0) close(root);
  root = -1;
  return error;
}

/* The core sends nothing more on the root channel, so that the channel becomes readable only when the core ends. */
static int has_ended(void) {
  struct pollfd waiting = {.fd = root, .events = POLLIN};
  return root >= 0 && poll(&waiting, 1, 0) != 0;
}

int attach_process(const char *path, char message[ROOT_MESSAGE_SIZE]) {
  pthread_mutex_lock(&lock);
  if (has_ended()) end_core();
  int result = root < 0 ? try_calls(message) : 0;
  if (root < 0 && result == 0) result = start_process(path, message);
  if (result == 0) result = open_control(root, message);
  pthread_mutex_unlock(&lock);
  return result;
}

int core_pid(void) {
  pthread_mutex_lock(&lock);
  int pid = root < 0 ? 0 : core;
  pthread_mutex_unlock(&lock);
  return pid;
}
