/*
 * Only glibc can load a Go library. With any other C library this file is empty, and the core is a process of its own
 * (process.c).
 */
#define _GNU_SOURCE
#include <features.h>
#ifdef __GLIBC__
#include "loader.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include "../capi/gocluster.h"
#include "go_settings.h"
#include "headroom.h"
#include "trial.h"

/* The core's file name. A copy of the package looks for it to find a core that another copy has loaded. */
#define CORE_NAME "libgocluster.so"

/* The most threads that a core starts with. The Go runtime aborts the process if it cannot create one. */
#define CORE_THREADS 6
/* The threads that a worker's process has: a core without workers is of no use. */
#define WORKER_THREADS 8

/*
 * The memory that must be available, in bytes: what a core maps here, which is 1.9 GB that the Go runtime mostly only
 * reserves and 130 MB that can be written, and as much again for the program, whose heap may grow. The Go runtime
 * aborts the process if it gets less.
 */
#define RESERVED_BYTES ((size_t)4 << 30)
#define WRITABLE_BYTES ((size_t)256 << 20)

typedef struct {
  const char *path;
  char *message;
  int root; /* the near end, or a negative errno */
} load_t;

/*
 * State of the process, not of an environment: there is one core, and it outlives every environment.
 *
 * pinned: libuv installs its SIGCHLD handler, without SA_ONSTACK, when the first signal handle for SIGCHLD starts, and
 * removes it with the last one. The Go runtime adds SA_ONSTACK when it is loaded, to the handler that it finds. So one
 * handle must exist before the load and stay forever. It belongs to a loop that nobody runs, because every other loop
 * may end.
 */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int root = -1;
static uv_loop_t pin_loop;
static uv_signal_t pin;
static int pinned = 0;

static void on_child(uv_signal_t *handle, int signal_number) {
  (void)handle;
  (void)signal_number;
}

static int pin_sigchld(void) {
  if (pinned) return 0;
  int error = uv_loop_init(&pin_loop);
  if (error == 0) error = uv_signal_init(&pin_loop, &pin);
  if (error == 0) error = uv_signal_start(&pin, on_child, SIGCHLD);
  pinned = error == 0;
  return error;
}

static void *symbol_of(void *library, const char *name, load_t *load) {
  void *symbol = dlsym(library, name);
  if (symbol == NULL) {
    snprintf(load->message, ROOT_MESSAGE_SIZE, "%s has no %s", load->path, name);
    load->root = -ENOEXEC;
  }
  return symbol;
}

/* Starts the loaded core on a new root channel. It returns once the Go runtime is up. */
static void start_core(void *library, load_t *load) {
  int pair[2];
  int (*start)(int) = (int (*)(int))(intptr_t)symbol_of(library, "gocluster_start", load);
  const int *abi = symbol_of(library, "gocluster_abi", load);
  int *shared_root = symbol_of(library, "gocluster_root", load);
  if (start == NULL || abi == NULL || shared_root == NULL) return;
  if (*abi != GOCLUSTER_ABI) {
    snprintf(load->message, ROOT_MESSAGE_SIZE, "%s is of another version (%d, not %d)", load->path, *abi,
             GOCLUSTER_ABI);
    load->root = -ENOEXEC;
    return;
  }
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0) {
    load->root = -errno;
    snprintf(load->message, ROOT_MESSAGE_SIZE, "socketpair: %s", strerror(errno));
    return;
  }
  int error = start(pair[1]);
  close(pair[1]); /* the core has it in a table of its own */
  if (error != 0) {
    close(pair[0]);
    snprintf(load->message, ROOT_MESSAGE_SIZE, "the core did not start: %s", strerror(-error));
    load->root = error;
    return;
  }
  load->root = *shared_root = pair[0];
}

/* Restores the former handler of a signal that Go took over when it was loaded. */
static void give_back(int signal_number, struct sigaction *action) {
  /* The signal may arrive on a thread of Go, whose stacks are small. */
  if (action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN) action->sa_flags |= SA_ONSTACK;
  sigaction(signal_number, action, NULL);
}

/* Checks whether the library can be loaded safely. Returns 0 or a negative errno, with the reason in load->message. */
static int check_before(load_t *load) {
  const int threads = CORE_THREADS + WORKER_THREADS;
  int error = check_threads(threads);
  if (error != 0) {
    snprintf(load->message, ROOT_MESSAGE_SIZE, "%d threads cannot be started: %s", threads, strerror(-error));
    return -ENOSYS; /* as if a system call were missing: then the built-in is used, which needs no such threads */
  }
  int fd = open(load->path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    error = -errno;
    snprintf(load->message, ROOT_MESSAGE_SIZE, "%.400s: cannot open shared object file: %s", load->path,
             strerror(-error));
    return error;
  }
  close(fd);
  return 0;
}

static bool is_core(const struct dl_phdr_info *info) {
  const char *slash = strrchr(info->dlpi_name, '/');
  return slash != NULL && strcmp(slash + 1, CORE_NAME) == 0;
}

static int copy_path_of_core(struct dl_phdr_info *info, size_t size, void *path) {
  (void)size;
  if (!is_core(info)) return 0;
  snprintf(path, ROOT_MESSAGE_SIZE, "%s", info->dlpi_name);
  return 1;
}

/*
 * Gives back the core's pages that are unchanged from its file. The kernel maps a page again when it is used again;
 * pages that only the core's start has used, such as the relocations, stay away.
 */
static int drop_clean_pages(struct dl_phdr_info *info, size_t size, void *data) {
  (void)size;
  (void)data;
  if (!is_core(info)) return 0;
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (size_t i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &info->dlpi_phdr[i];
    if (part->p_type != PT_LOAD || (part->p_flags & PF_W) != 0) continue;
    uintptr_t begin = info->dlpi_addr + part->p_vaddr;
    uintptr_t end = (begin + part->p_memsz) & ~(page - 1);
    begin = (begin + page - 1) & ~(page - 1);
    if (begin < end) madvise((void *)begin, end - begin, MADV_DONTNEED);
  }
  return 1;
}

/* Loads and starts the core. Runs on a thread of its own, so that no thread of the program ever runs Go. */
static void *load_core(void *data) {
  load_t *load = data;
  sigset_t blocked;
  struct sigaction broken_pipe, urgent;

  /* The core's threads inherit the mask and the name. The signals of faults must not be blocked: Go needs them. */
  prctl(PR_SET_NAME, "gocluster");
  sigfillset(&blocked);
  const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS};
  for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) sigdelset(&blocked, faults[i]);
  pthread_sigmask(SIG_SETMASK, &blocked, NULL);
  load->root = check_before(load);
  if (load->root != 0) return NULL;

  char **before = replace_go_settings();
  sigaction(SIGPIPE, NULL, &broken_pipe);
  sigaction(SIGURG, NULL, &urgent);
  void *library = dlopen(load->path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    snprintf(load->message, ROOT_MESSAGE_SIZE, "%s", dlerror());
    load->root = -ENOENT;
  } else {
    start_core(library, load);
  }
  restore_go_settings(before);
  give_back(SIGPIPE, &broken_pipe);
  give_back(SIGURG, &urgent);
  return NULL;
}

void trim_core(void) { dl_iterate_phdr(drop_clean_pages, NULL); }

/*
 * Finds the core that another copy of the package has loaded. Returns its root channel, -1 if there is none, or
 * -ENOEXEC if it is of another version.
 */
static int find_core(char message[ROOT_MESSAGE_SIZE]) {
  char path[ROOT_MESSAGE_SIZE];
  if (dl_iterate_phdr(copy_path_of_core, path) == 0) return -1;
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD);
  const int *abi = library == NULL ? NULL : dlsym(library, "gocluster_abi");
  const int *shared_root = library == NULL ? NULL : dlsym(library, "gocluster_root");
  if (abi == NULL || shared_root == NULL || *abi != GOCLUSTER_ABI) {
    snprintf(message, ROOT_MESSAGE_SIZE, "a core of another version is in this process: %.400s", path);
    return -ENOEXEC;
  }
  return *shared_root;
}

static int run_loader(const char *path, char message[ROOT_MESSAGE_SIZE]) {
  load_t load = {.path = path, .message = message, .root = -1};
  pthread_t thread;
  if (!can_map(RESERVED_BYTES, WRITABLE_BYTES)) {
    snprintf(message, ROOT_MESSAGE_SIZE, "this process may not map enough memory (ulimit -v, ulimit -d)");
    return -E2BIG;
  }
  int error = pin_sigchld();
  if (error == 0) error = -pthread_create(&thread, NULL, load_core, &load);
  if (error != 0) {
    snprintf(message, ROOT_MESSAGE_SIZE, "%s", strerror(-error));
    return error;
  }
  pthread_join(thread, NULL);
  return load.root;
}

int attach_core(const char *path, char message[ROOT_MESSAGE_SIZE]) {
  pthread_mutex_lock(&lock);
  if (root < 0) root = find_core(message);
  if (root == -1 && (root = try_calls(message)) == 0 && (root = try_own_table(message)) == 0) {
    root = run_loader(path, message);
  }
  int result = root;
  if (root < 0) root = -1; /* a later fork may succeed */
  pthread_mutex_unlock(&lock);
  return result < 0 ? result : open_control(result, message);
}

#endif
