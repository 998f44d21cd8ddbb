/*
 * refuse CALL ERRNO COMMAND...: runs a command to which the kernel refuses a system call, in it and in all that it
 * starts, as a container's seccomp profile does. Of ioctl and fcntl only the one request is refused that is named.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As old headers do not have it. */
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

#define LOST 125
#define ANY 0

static const struct {
  const char *name;
  unsigned number, request;
} known[] = {{"sendmmsg", SYS_sendmmsg, ANY},
             {"recvmsg", SYS_recvmsg, ANY},
             {"accept4", SYS_accept4, ANY},
             {"ioctl(SIOCINQ)", SYS_ioctl, SIOCINQ},
             {"fcntl(F_DUPFD_CLOEXEC)", SYS_fcntl, F_DUPFD_CLOEXEC},
             {"memfd_create", SYS_memfd_create, ANY},
             {"fcntl(F_ADD_SEALS)", SYS_fcntl, F_ADD_SEALS},
             {"pidfd_open", SYS_pidfd_open, ANY},
             {"timerfd_create", SYS_timerfd_create, ANY},
             {"timerfd_settime", SYS_timerfd_settime, ANY},
             {"close_range", SYS_close_range, ANY},
             {"unshare", SYS_unshare, ANY},
             {"sched_yield", SYS_sched_yield, ANY},
             {"epoll_create1", SYS_epoll_create1, ANY},
             {"epoll_ctl", SYS_epoll_ctl, ANY},
             {"epoll_pwait", SYS_epoll_pwait, ANY},
             {"eventfd2", SYS_eventfd2, ANY},
             {"socketpair", SYS_socketpair, ANY}};

int main(int argc, char **argv) {
  size_t i = 0, count = sizeof(known) / sizeof(known[0]);
  while (argc > 3 && i < count && strcmp(known[i].name, argv[1]) != 0) i++;
  if (argc <= 3 || i == count) {
    fprintf(stderr, "usage: refuse CALL ERRNO COMMAND...\n");
    return LOST;
  }
  unsigned char by_request = known[i].request != ANY;
  struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, known[i].number, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, known[i].request, 0, by_request),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)atoi(argv[2])),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {.len = sizeof(filter) / sizeof(filter[0]), .filter = filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
    perror("seccomp");
    return LOST;
  }
  execvp(argv[3], argv + 3);
  perror(argv[3]);
  return LOST;
}
