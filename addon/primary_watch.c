#define _GNU_SOURCE
#include "primary_watch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Old headers do not have it. */
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

/* In bytes. The thread touches one page of it; the C library's own data for the thread is in it, too. */
#define STACK_SIZE (256 * 1024)

static void *wait_for_end(void *data) {
  primary_watch_t *watch = data;
  /* Messages on the channel are not for this thread, and do not wake it. The end of the channel does. */
  struct pollfd fds[] = {
      {.fd = watch->stop, .events = POLLIN}, {.fd = watch->primary, .events = POLLIN}, {.fd = watch->channel}};
  while (poll(fds, 3, -1) < 0 && errno == EINTR) continue;
  if (fds[0].revents == 0) watch->ended(watch->data);
  return NULL;
}

/* Returns a pidfd of the process at the channel's other end, or a negative errno. */
static int open_primary(int channel) {
  struct ucred maker;
  socklen_t length = sizeof(maker);
  if (getsockopt(channel, SOL_SOCKET, SO_PEERCRED, &maker, &length) != 0) return -errno;
  if (maker.pid <= 0) return -ESRCH; /* it is in another PID namespace */
  int fd = (int)syscall(SYS_pidfd_open, maker.pid, 0);
  if (fd < 0) return -errno;
  /*
   * The channel is still open, so that process still exists. The pidfd is of that process, and not of another one that
   * got its number.
   */
  struct pollfd end = {.fd = channel};
  if (poll(&end, 1, 0) != 0) {
    close(fd);
    return -ESRCH;
  }
  return fd;
}

/* Starts the thread with all signals blocked, because none of the program's signals is for it. */
static int start_thread(primary_watch_t *watch) {
  sigset_t all, before;
  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error != 0) return -error;
  pthread_attr_setstacksize(&attributes, STACK_SIZE);
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  error = pthread_create(&watch->thread, &attributes, wait_for_end, watch);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return -error;
}

int primary_watch_start(primary_watch_t *watch, int channel, void (*ended)(void *), void *data) {
  if (watch->running) return 0;
  watch->ended = ended;
  watch->data = data;
  watch->channel = channel;
  watch->primary = open_primary(channel);
  if (watch->primary < 0) return watch->primary;
  watch->stop = eventfd(0, EFD_CLOEXEC);
  int error = watch->stop < 0 ? -errno : start_thread(watch);
  if (error != 0) {
    if (watch->stop >= 0) close(watch->stop);
    close(watch->primary);
    return error;
  }
  watch->running = true;
  return 0;
}

void primary_watch_stop(primary_watch_t *watch) {
  if (!watch->running) return;
  watch->running = false;
  const uint64_t one = 1;
  while (write(watch->stop, &one, sizeof(one)) < 0 && errno == EINTR) continue;
  pthread_join(watch->thread, NULL);
  close(watch->stop);
  close(watch->primary);
}
