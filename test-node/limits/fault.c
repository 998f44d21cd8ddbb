/*
 * fault RULES SYSCALL[,SYSCALL] COMMAND...: runs a command in which system calls fail on request, in it and in all that
 * it starts. It answers for the kernel by seccomp's user notification, so it needs no debugger's rights, and it is
 * asked at each call: what the file RULES says can change at any time. A line of it is
 *
 *   SYSCALL PROCESS THREAD FD ERRNO
 *
 * the numbers of a process and of a descriptor, the name of a thread, where "-" is any. No line: the call is made.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CALLS_MAX 16
#define LOST 125

static const struct {
  const char *name;
  int number;
} known[] = {{"accept4", SYS_accept4},
             {"sendmsg", SYS_sendmsg},
             {"sendmmsg", SYS_sendmmsg},
             {"recvmsg", SYS_recvmsg},
             {"pidfd_open", SYS_pidfd_open},
             {"close_range", SYS_close_range},
             {"epoll_create1", SYS_epoll_create1},
             {"socketpair", SYS_socketpair},
             {"clone3", SYS_clone3}};

static int number_of(const char *name) {
  for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
    if (strcmp(known[i].name, name) == 0) return known[i].number;
  }
  return -1;
}

static void fail(const char *what) {
  perror(what);
  _exit(LOST);
}

/* Has the kernel ask about these calls. Returns the descriptor on which it does. */
static int ask_about(char *names) {
  struct sock_filter filter[CALLS_MAX + 3];
  unsigned short length = 0;
  filter[length++] =
      (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offsetof(struct seccomp_data, nr));
  int numbers[CALLS_MAX], count = 0;
  for (char *name = strtok(names, ","); name != NULL && count < CALLS_MAX; name = strtok(NULL, ",")) {
    numbers[count] = number_of(name);
    if (numbers[count++] < 0) {
      errno = EINVAL;
      fail(name);
    }
  }
  for (int i = 0; i < count; i++) {
    filter[length++] =
        (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)numbers[i], (unsigned char)(count - i), 0);
  }
  filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
  struct sock_fprog program = {.len = length, .filter = filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail("no_new_privs");
  int listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
  if (listener < 0) fail("seccomp");
  return listener;
}

static int process_of(int thread) {
  char path[64], line[256];
  int process = thread;
  snprintf(path, sizeof(path), "/proc/%d/status", thread);
  FILE *file = fopen(path, "r");
  while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
    if (sscanf(line, "Tgid: %d", &process) == 1) break;
  }
  if (file != NULL) fclose(file);
  return process;
}

static void name_of(int thread, char name[32]) {
  char path[64];
  snprintf(path, sizeof(path), "/proc/%d/comm", thread);
  FILE *file = fopen(path, "r");
  if (file == NULL || fscanf(file, "%31s", name) != 1) strcpy(name, "?");
  if (file != NULL) fclose(file);
}

static int is(const char *wanted, int number) { return strcmp(wanted, "-") == 0 || atoi(wanted) == number; }

/* The errno that the rules have for a call, 0 where it is made. */
static int rule_for(const char *rules, const struct seccomp_notif *call) {
  char name[32], process[32], thread[32], fd[32], actual[32];
  int error, found = 0;
  FILE *file = fopen(rules, "r");
  if (file == NULL) return 0;
  while (found == 0 && fscanf(file, "%31s %31s %31s %31s %d", name, process, thread, fd, &error) == 5) {
    if (number_of(name) != call->data.nr || !is(fd, (int)call->data.args[0])) continue;
    if (strcmp(process, "-") != 0 && !is(process, process_of((int)call->pid))) continue;
    name_of((int)call->pid, actual);
    if (strcmp(thread, "-") == 0 || strcmp(thread, actual) == 0) found = error;
  }
  fclose(file);
  return found;
}

/* Answers until no process is left that could ask. */
static void answer(int listener, const char *rules) {
  struct pollfd waiting = {.fd = listener, .events = POLLIN};
  while (poll(&waiting, 1, -1) >= 0 || errno == EINTR) {
    if (!(waiting.revents & POLLIN)) {
      if (waiting.revents & (POLLHUP | POLLERR)) return;
      continue;
    }
    struct seccomp_notif call = {0};
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) != 0) continue; /* interrupted meanwhile */
    struct seccomp_notif_resp response = {.id = call.id, .error = -rule_for(rules, &call)};
    if (response.error == 0) response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    (void)ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
  }
}

int main(int argc, char **argv) {
  int up[2], down[2], number, status;
  char go;
  if (argc < 4) {
    fprintf(stderr, "usage: fault RULES SYSCALL[,SYSCALL] COMMAND...\n");
    return LOST;
  }
  if (pipe(up) != 0 || pipe(down) != 0) fail("pipe");
  pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) fail("prctl");
    number = ask_about(argv[2]);
    if (write(up[1], &number, sizeof(number)) != sizeof(number)) fail("write");
    if (read(down[0], &go, 1) != 1) fail("read");
    for (int i = 0; i < 2; i++) {
      close(up[i]);
      close(down[i]);
    }
    execvp(argv[3], argv + 3);
    fail(argv[3]);
  }
  if (read(up[0], &number, sizeof(number)) != sizeof(number)) return LOST;
  int pidfd = (int)syscall(SYS_pidfd_open, child, 0);
  int listener = (int)syscall(SYS_pidfd_getfd, pidfd, number, 0);
  if (listener < 0) fail("pidfd_getfd");
  for (int i = 0; i < 3; i++) close(i); /* whoever waits for their end waits for the command's */
  if (write(down[1], "", 1) != 1) _exit(LOST);
  answer(listener, argv[1]);
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
