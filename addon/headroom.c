#define _GNU_SOURCE
#include "headroom.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define FDS_MAX 16
#define THREADS_MAX 16

/* Whether the highest places of the table are all free: then the table is not near its limit. */
static bool top_is_free(void) {
  struct rlimit limit;
  struct pollfd top[FDS_MAX];
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > INT_MAX) return true;
  if (limit.rlim_cur < FDS_MAX) return false;
  for (int i = 0; i < FDS_MAX; i++) {
    top[i] = (struct pollfd){.fd = (int)limit.rlim_cur - 1 - i};
  }
  if (poll(top, FDS_MAX, 0) != FDS_MAX) return false;
  for (int i = 0; i < FDS_MAX; i++) {
    if (!(top[i].revents & POLLNVAL)) return false;
  }
  return true;
}

bool has_fd_headroom(int of, int count) {
  int fds[FDS_MAX];
  int taken = 0;
  if (count > FDS_MAX) return false;
  if (top_is_free()) return true;
  while (taken < count && (fds[taken] = fcntl(of, F_DUPFD_CLOEXEC, 0)) >= 0) taken++;
  bool fits = taken == count;
  while (taken > 0) close(fds[--taken]);
  return fits;
}

static void *wait_at(void *gate) {
  pthread_mutex_lock(gate);
  pthread_mutex_unlock(gate);
  return NULL;
}

int check_threads(int count) {
  pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
  pthread_t threads[THREADS_MAX];
  int started = 0, error = 0;
  pthread_mutex_lock(&gate);
  while (error == 0 && started < count && started < THREADS_MAX) {
    error = pthread_create(&threads[started], NULL, wait_at, &gate);
    if (error == 0) started++;
  }
  pthread_mutex_unlock(&gate);
  while (started > 0) pthread_join(threads[--started], NULL);
  return -error;
}

bool can_map(size_t reserved, size_t writable) {
  const int flags = MAP_PRIVATE | MAP_ANONYMOUS;
  void *first = mmap(NULL, reserved, PROT_NONE, flags | MAP_NORESERVE, -1, 0);
  void *second = first == MAP_FAILED ? MAP_FAILED : mmap(NULL, writable, PROT_READ | PROT_WRITE, flags, -1, 0);
  bool fits = second != MAP_FAILED;
  if (first != MAP_FAILED) munmap(first, reserved);
  if (fits) munmap(second, writable);
  return fits;
}

bool is_shortage(int error) {
  switch (-error) {
    case EMFILE:
    case ENFILE:
    case EAGAIN:
    case ENOMEM:
    case ENOBUFS:
    case ETOOMANYREFS:
      return true;
    default:
      return false;
  }
}
