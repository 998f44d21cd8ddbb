/*
 * profile RULES COMMAND...: runs a command under a seccomp profile, as container engines and service managers do it. A
 * rule is a line "NUMBER ACTION ZERO": the system call, what becomes of it (an errno, 0 for allowed), and which bits of
 * its first argument have to be zero for that; if some are not, the next rule is asked. The last line has -1 for a
 * number, and the errno that all other calls get, -1 for SIGSYS.
 */
#define _GNU_SOURCE
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

#define LOST 125
#define SIZE 4096
#define RULE_SIZE 5

#define LOAD(field) (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))

static unsigned result_of(int action) {
  if (action < 0) return SECCOMP_RET_KILL_PROCESS;
  return action == 0 ? SECCOMP_RET_ALLOW : SECCOMP_RET_ERRNO | (unsigned)action;
}

int main(int argc, char **argv) {
  static struct sock_filter filter[SIZE];
  unsigned short length = 0;
  long number = 0;
  int action;
  unsigned zero;
  FILE *rules = argc > 2 ? fopen(argv[1], "re") : NULL;
  if (rules == NULL) {
    fprintf(stderr, "usage: profile RULES COMMAND...\n");
    return LOST;
  }
  while (number >= 0 && length + RULE_SIZE < SIZE && fscanf(rules, "%ld %d %u", &number, &action, &zero) == 3) {
    if (number >= 0) {
      filter[length++] = LOAD(nr);
      filter[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number, 0, 3);
      filter[length++] = LOAD(args[0]);
      filter[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, zero, 1, 0);
    }
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, result_of(action));
  }
  fclose(rules);
  struct sock_fprog program = {.len = length, .filter = filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
    perror("seccomp");
    return LOST;
  }
  execvp(argv[2], argv + 2);
  perror(argv[2]);
  return LOST;
}
