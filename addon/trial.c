/*
 * A filter (seccomp) or another kernel (gVisor) may refuse system calls that the core needs and Node does not. This
 * would show at the first connection, which would wait forever. So every call that the core makes for a connection is
 * made here once, in the same way as there, and with a result that only the call itself can give.
 */
#define _GNU_SOURCE
#include "trial.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "headroom.h"
#include "message.h"
#include "page.h"

/* The descriptors of a trial; -1 for one that was not made. */
typedef struct {
  int near, far, received, spare, timer, event, epoll, page;
} trial_t;

#define WORDS 2

/* Sends two words, with a descriptor each, in one call. Returns how many went out. */
static int send_words(const trial_t *trial) {
  uint32_t word = 0;
  union {
    struct cmsghdr align;
    char space[CMSG_SPACE(sizeof(int))];
  } control = {.space = {0}};
  struct iovec vector = {.iov_base = &word, .iov_len = sizeof(word)};
  struct mmsghdr messages[WORDS];
  control.align.cmsg_level = SOL_SOCKET;
  control.align.cmsg_type = SCM_RIGHTS;
  control.align.cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(&control.align), &trial->near, sizeof(int));
  for (int i = 0; i < WORDS; i++) {
    messages[i].msg_hdr = (struct msghdr){
        .msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)};
  }
  return sendmmsg(trial->near, messages, WORDS, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static int unread_words(const trial_t *trial) {
  int bytes = 0;
  if (ioctl(trial->far, FIONREAD, &bytes) != 0) return -1;
  return bytes / (int)sizeof(uint32_t);
}

static int receive_word(trial_t *trial) {
  uint8_t bytes[MAX_BYTES];
  int32_t fds[MAX_FDS];
  message_t message = receive_message(trial->far, bytes, fds);
  if (message.fds > 0) trial->received = fds[0];
  errno = -message.error;
  return (int)message.fds;
}

/* The socket does not listen, so there is nothing to accept; only the kernel itself gives this error. */
static int refuses_to_accept(const trial_t *trial) {
  return accept4(trial->near, NULL, NULL, SOCK_CLOEXEC) < 0 && (errno == EINVAL || errno == EOPNOTSUPP);
}

static int start_timer(const trial_t *trial) {
  const struct itimerspec never = {.it_value = {.tv_sec = 0}};
  return timerfd_settime(trial->timer, 0, &never, NULL);
}

/* By its number, because an old C library has no function for it. */
static int make_page(void) { return (int)syscall(SYS_memfd_create, "gocluster", MFD_CLOEXEC | MFD_ALLOW_SEALING); }

/* Sets the size of the memory and seals it: then nobody can change it, whoever else has the memory. */
static int seal_page(const trial_t *trial) {
  if (ftruncate(trial->page, PAGE_BYTES) != 0) return -1;
  return fcntl(trial->page, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
}

static int watch(const trial_t *trial) {
  struct epoll_event event = {.events = EPOLLIN};
  return epoll_ctl(trial->epoll, EPOLL_CTL_ADD, trial->far, &event);
}

static int ready(const trial_t *trial) {
  struct epoll_event event;
  return epoll_pwait(trial->epoll, &event, 1, 0, NULL);
}

/*
 * Returns the name of the first call that fails, or NULL. errno is as the call left it, or 0 if the call has succeeded
 * with a wrong result.
 */
static const char *first_to_fail(trial_t *trial) {
  int pair[2];
  errno = 0;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0) return "socketpair";
  trial->near = pair[0];
  trial->far = pair[1];
  if (send_words(trial) != WORDS) return "sendmmsg";
  if (unread_words(trial) != WORDS) return "ioctl(SIOCINQ)";
  if (receive_word(trial) != 1) return "recvmsg";
  if (!refuses_to_accept(trial)) return "accept4";
  errno = 0;
  if ((trial->spare = fcntl(trial->near, F_DUPFD_CLOEXEC, 0)) < 0) return "fcntl(F_DUPFD_CLOEXEC)";
  if ((trial->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) < 0) return "timerfd_create";
  if (start_timer(trial) != 0) return "timerfd_settime";
  if ((trial->page = make_page()) < 0) return "memfd_create";
  if (seal_page(trial) != 0) return "fcntl(F_ADD_SEALS)";
  if ((trial->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) < 0) return "eventfd2";
  if ((trial->epoll = epoll_create1(EPOLL_CLOEXEC)) < 0) return "epoll_create1";
  if (watch(trial) != 0) return "epoll_ctl";
  if (ready(trial) != 1) return "epoll_pwait";
  return NULL;
}

int try_calls(char message[ROOT_MESSAGE_SIZE]) {
  trial_t trial = {-1, -1, -1, -1, -1, -1, -1, -1};
  const char *failed = first_to_fail(&trial);
  int error = errno;
  const int fds[] = {trial.near,  trial.far,   trial.received, trial.spare,
                     trial.timer, trial.event, trial.epoll,    trial.page};
  for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
    if (fds[i] >= 0) close(fds[i]);
  }
  if (failed == NULL) return 0;
  if (is_shortage(-error)) {
    snprintf(message, ROOT_MESSAGE_SIZE, "%s: %s", failed, strerror(error));
    return error == ETOOMANYREFS ? -EAGAIN : -error;
  }
  snprintf(message, ROOT_MESSAGE_SIZE, "the system call %s %s%s", failed,
           error == 0 ? "works otherwise" : "is refused: ", error == 0 ? "" : strerror(error));
  return -ENOSYS;
}

/* Old headers do not have these. */
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef CLOSE_RANGE_UNSHARE
#define CLOSE_RANGE_UNSHARE 2
#endif

/*
 * Runs on a thread that ends with it. close_range does not even copy the descriptors that it closes in the same call.
 */
static void *unshare_table(void *errors) {
  int *error = errors;
  if (syscall(SYS_close_range, 0, ~0U, CLOSE_RANGE_UNSHARE) != 0 && unshare(CLONE_FILES) != 0) *error = errno;
  return NULL;
}

int try_own_table(char message[ROOT_MESSAGE_SIZE]) {
  pthread_t thread;
  int refused = 0;
  int error = pthread_create(&thread, NULL, unshare_table, &refused);
  if (error != 0) {
    snprintf(message, ROOT_MESSAGE_SIZE, "a thread: %s", strerror(error));
    return -error;
  }
  pthread_join(thread, NULL);
  if (refused == 0) return 0;
  if (is_shortage(refused)) {
    snprintf(message, ROOT_MESSAGE_SIZE, "a descriptor table: %s", strerror(refused));
    return -refused;
  }
  snprintf(message, ROOT_MESSAGE_SIZE, "no thread may have a descriptor table of its own: %s", strerror(refused));
  return -E2BIG;
}
