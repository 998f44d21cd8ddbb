/* reading: whether another user may read a file. The kernel is asked, because modes do not include access lists. */
#define _GNU_SOURCE
#include "reading.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * The number of no user and no group. With it setfsuid and setfsgid change nothing, and only return the present number.
 */
#define NO_ID ((uid_t)-1)

/* Sets the groups of this thread alone; the C library's setgroups sets those of all threads. */
static long set_groups(size_t count, const gid_t *groups) { return syscall(SYS_setgroups, count, groups); }

/* Opens the file as that user, without supplementary groups, because a child process that libuv starts has none. */
static int open_as(const char *path, uid_t user, gid_t group) {
  int count = getgroups(0, NULL);
  gid_t *groups = calloc((size_t)count + 1, sizeof(gid_t));
  if (groups == NULL) return -ENOTSUP;
  if (getgroups(count, groups) != count || set_groups(0, NULL) != 0) {
    free(groups);
    return -ENOTSUP;
  }
  int death_signal = 0;
  int dumpable = prctl(PR_GET_DUMPABLE);
  prctl(PR_GET_PDEATHSIG, &death_signal);
  setfsgid(group);
  setfsuid(user);
  int error = ENOTSUP;
  if ((uid_t)setfsuid(NO_ID) == user && (gid_t)setfsgid(NO_ID) == group) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    error = fd < 0 ? errno : 0;
    if (fd >= 0) close(fd);
  }
  setfsuid(geteuid());
  setfsgid(getegid());
  set_groups((size_t)count, groups);
  free(groups);
  /* The kernel resets these two when a thread becomes another user. */
  prctl(PR_SET_DUMPABLE, dumpable);
  prctl(PR_SET_PDEATHSIG, death_signal);
  return -error;
}

napi_value read_as(napi_env env, napi_callback_info info) {
  size_t count = 3, length;
  napi_value arguments[3], result;
  char path[PATH_MAX];
  int user, group;
  CHECK(env, napi_get_cb_info(env, info, &count, arguments, NULL, NULL));
  CHECK(env, napi_get_value_string_utf8(env, arguments[0], path, sizeof(path), &length));
  if (!read_int(env, arguments[1], &user) || !read_int(env, arguments[2], &group)) return NULL;
  CHECK(env, napi_create_int32(env, open_as(path, (uid_t)user, (gid_t)group), &result));
  return result;
}
