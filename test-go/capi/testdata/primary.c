/*
 * A primary in C: loads the core as the addon does, without Node, and plays primary, worker and client in one process.
 * Takes the library's path, and a number of descriptors for the second part. Says what went wrong and returns 1, or
 * prints "ok".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../../addon/page.h"
#include "../../../capi/gocluster.h"

/* The words of the wire (core/wire). */
enum { LISTEN = 1, CLOSE_LISTENER = 2, ADD_WORKER = 3, JOIN = 6, ATTACH = 10 };
enum { ANSWER = 1 };
enum { READY = 1, IDLE = 5 };
#define PAGE 0x80000000u

#define PATIENCE_MS 20000
#define CHECK(condition)                                                                                               \
  do {                                                                                                                 \
    if (!(condition)) {                                                                                                \
      fprintf(stderr, "line %d: %s: %s\n", __LINE__, #condition, strerror(errno));                                     \
      exit(1);                                                                                                         \
    }                                                                                                                  \
  } while (0)

typedef int (*start_t)(int);

typedef union {
  struct cmsghdr align;
  char space[CMSG_SPACE(4 * sizeof(int))];
} control_t;

static void say(int channel, const void *bytes, size_t length, const int *fds, size_t count) {
  control_t control = {0};
  struct iovec vector = {.iov_base = (void *)bytes, .iov_len = length};
  struct msghdr header = {.msg_iov = &vector, .msg_iovlen = 1};
  if (count > 0) {
    header.msg_control = &control;
    header.msg_controllen = CMSG_SPACE(count * sizeof(int));
    struct cmsghdr *head = CMSG_FIRSTHDR(&header);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(head), fds, count * sizeof(int));
  }
  CHECK(sendmsg(channel, &header, MSG_NOSIGNAL) == (ssize_t)length);
}

/* Returns the length of a message, and its one descriptor or -1. */
static ssize_t hear(int channel, void *bytes, size_t size, int *fd) {
  control_t control = {0};
  struct iovec vector = {.iov_base = bytes, .iov_len = size};
  struct msghdr header = {
      .msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)};
  struct pollfd waiting = {.fd = channel, .events = POLLIN};
  CHECK(poll(&waiting, 1, PATIENCE_MS) == 1);
  ssize_t length = recvmsg(channel, &header, MSG_CMSG_CLOEXEC);
  CHECK(length >= 0);
  *fd = -1;
  struct cmsghdr *head = CMSG_FIRSTHDR(&header);
  if (head != NULL) memcpy(fd, CMSG_DATA(head), sizeof(*fd));
  return length;
}

static void pair(int ends[2]) { CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0); }

static int count_fds(void) {
  int count = 0;
  DIR *folder = opendir("/proc/self/fd");
  CHECK(folder != NULL);
  while (readdir(folder) != NULL) count++;
  closedir(folder);
  return count;
}

/*
 * The core's threads must leave signals to the others. Not SIGCHLD and SIGURG: the Go runtime opens them in
 * every thread, which is why the loader pins a handler for the first.
 */
static void check_masks(void) {
  DIR *folder = opendir("/proc/self/task");
  CHECK(folder != NULL);
  int others = 0;
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    if (entry->d_name[0] == '.' || atoi(entry->d_name) == getpid()) continue;
    char path[64], line[256];
    snprintf(path, sizeof(path), "/proc/self/task/%.20s/status", entry->d_name);
    FILE *status = fopen(path, "r");
    if (status == NULL) continue; /* it has ended */
    while (fgets(line, sizeof(line), status) != NULL) {
      unsigned long long blocked;
      if (sscanf(line, "SigBlk: %llx", &blocked) != 1) continue;
      others++;
      CHECK(blocked & (1ULL << (SIGTERM - 1)));
      CHECK(blocked & (1ULL << (SIGINT - 1)));
    }
    fclose(status);
  }
  closedir(folder);
  CHECK(others > 0);
}

typedef struct {
  const char *path;
  rlim_t fds; /* how many descriptors there may be when the core starts; 0: as many as there are */
  int root;   /* the near end of the root channel */
  int error;
} load_t;

/* Runs on a thread of its own with every asynchronous signal blocked, as the header asks. */
static void *load(void *data) {
  load_t *l = data;
  sigset_t blocked;
  sigfillset(&blocked);
  const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS};
  for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) sigdelset(&blocked, faults[i]);
  CHECK(pthread_sigmask(SIG_SETMASK, &blocked, NULL) == 0);

  void *library = dlopen(l->path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) fprintf(stderr, "%s\n", dlerror());
  CHECK(library != NULL);
  const int *abi = dlsym(library, "gocluster_abi");
  int *shared_root = dlsym(library, "gocluster_root");
  start_t start = (start_t)(intptr_t)dlsym(library, "gocluster_start");
  CHECK(abi != NULL && shared_root != NULL && start != NULL);
  CHECK(*abi == GOCLUSTER_ABI);
  CHECK(*shared_root == -1);

  int ends[2];
  pair(ends);
  if (l->fds > 0) {
    struct rlimit limit = {.rlim_cur = (rlim_t)ends[1] + 1 + l->fds, .rlim_max = (rlim_t)ends[1] + 1 + l->fds};
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
  }
  l->error = start(ends[1]);
  close(ends[1]);
  l->root = *shared_root = ends[0];
  return NULL;
}

static load_t load_core(const char *path, rlim_t fds) {
  load_t l = {.path = path, .fds = fds};
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, load, &l) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
  return l;
}

static int attach(int root) {
  int ends[2];
  const uint32_t request[] = {ATTACH, 0, 0, 0};
  pair(ends);
  say(root, request, sizeof(request), &ends[1], 1);
  close(ends[1]);
  return ends[0];
}

/* Has the core accept on a free port of 127.0.0.1, which it returns, as listener 1. */
static uint32_t open_listener(int control) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof(address);
  const uint32_t request[] = {LISTEN, 42, 1, 0};
  uint32_t answer[64];
  int none;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK(bind(fd, (struct sockaddr *)&address, size) == 0);
  CHECK(listen(fd, 16) == 0);
  CHECK(getsockname(fd, (struct sockaddr *)&address, &size) == 0);
  say(control, request, sizeof(request), &fd, 1);
  close(fd);
  ssize_t length = hear(control, answer, sizeof(answer), &none);
  CHECK(length == (ssize_t)(4 * sizeof(uint32_t)));
  CHECK(answer[0] == (uint32_t)length && answer[1] == ANSWER && answer[2] == 42 && answer[3] == 0);
  return ntohs(address.sin_port);
}

/* A worker's side: its end of the channel, and the page that it shares with the core. */
typedef struct {
  int channel;
  page_t *page;
} worker_t;

static void rest(worker_t worker) {
  const uint32_t idle[] = {IDLE, 0};
  if (page_rest(worker.page)) say(worker.channel, idle, sizeof(idle), NULL, 0);
}

/* Adds worker 1, which is ready for listener 1 and idle. */
static worker_t add_worker(int control) {
  int ends[2], fd;
  uint32_t word;
  const uint32_t add[] = {ADD_WORKER, 0, 0, 1}, join[] = {JOIN, 0, 1, 1};
  const uint32_t ready[] = {READY, 1};
  pair(ends);
  say(control, add, sizeof(add), ends, 2);
  say(control, join, sizeof(join), NULL, 0);
  close(ends[0]);
  CHECK(hear(ends[1], &word, sizeof(word), &fd) == sizeof(word));
  CHECK(word == PAGE && fd >= 0);
  worker_t worker = {.channel = ends[1], .page = page_open(fd)};
  CHECK(worker.page != NULL);
  close(fd);
  say(worker.channel, ready, sizeof(ready), NULL, 0);
  rest(worker);
  return worker;
}

static void serve_one(uint32_t port, worker_t worker) {
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  uint32_t word;
  int connection;
  char reply[16] = "";
  int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK(connect(client, (struct sockaddr *)&address, sizeof(address)) == 0);
  CHECK(hear(worker.channel, &word, sizeof(word), &connection) == sizeof(word));
  CHECK(word == 1 && connection >= 0);
  CHECK(fcntl(connection, F_GETFL) & O_NONBLOCK);
  CHECK(write(connection, "hello", 5) == 5);
  close(connection);
  CHECK(recv(client, reply, sizeof(reply), MSG_WAITALL) == 5);
  CHECK(strcmp(reply, "hello") == 0);
  close(client);
  rest(worker);
}

int main(int count, char **arguments) {
  CHECK(count == 2 || count == 3);
  load_t core = load_core(arguments[1], count == 3 ? (rlim_t)atoi(arguments[2]) : 0);
  if (count == 3) {
    printf("%d\n", core.error);
    return 0;
  }
  CHECK(core.error == 0);
  check_masks();
  for (int round = 0; round < 3; round++) {
    int before = count_fds();
    int control = attach(core.root);
    uint32_t port = open_listener(control);
    worker_t worker = add_worker(control);
    for (int i = 0; i < 50; i++) serve_one(port, worker);

    /* The end of the control channel ends the worker's channel too. */
    char byte;
    int none;
    close(control);
    CHECK(hear(worker.channel, &byte, 1, &none) == 0);
    close(worker.channel);
    page_close(worker.page);
    for (int waited = 0; count_fds() > before && waited < PATIENCE_MS; waited++) poll(NULL, 0, 1);
    CHECK(count_fds() <= before);
  }
  puts("ok");
  return 0;
}
