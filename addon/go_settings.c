/* Only glibc can load a Go library, and only glibc passes the environment to a constructor. */
#define _GNU_SOURCE
#include <features.h>
#ifdef __GLIBC__
#include "go_settings.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/*
 * The environment that the process was started with, as it lies on the first stack. The Go runtime reads its settings
 * there. What setenv() adds is elsewhere.
 */
static char **first_environment;

__attribute__((constructor)) static void remember_environment(int argc, char **argv) {
  first_environment = argv + argc + 1;
}

/*
 * The settings that the Go runtime reads. The user's values are meant for Go programs: they would make the core print,
 * or collect garbage all the time, and the runtime ends a process if it does not understand its GOMEMLIMIT.
 */
static const char *const go_settings[] = {"GODEBUG=", "GOGC=", "GOMAXPROCS=", "GOMEMLIMIT=", "GOTRACEBACK="};

/*
 * The settings that it reads instead. The runtime must not interrupt its threads by SIGURG, which is the user's, keep a
 * descriptor of a container's limits, or collect garbage by itself (core/runtime.go).
 */
static char debug_setting[] = "GODEBUG=asyncpreemptoff=1,containermaxprocs=0,updatemaxprocs=0";
static char garbage_setting[] = "GOGC=off";
static char *const settings[] = {debug_setting, garbage_setting};

#define SETTINGS (sizeof(settings) / sizeof(settings[0]))

static int is_go_setting(const char *variable) {
  for (size_t i = 0; i < sizeof(go_settings) / sizeof(go_settings[0]); i++) {
    if (strncmp(variable, go_settings[i], strlen(go_settings[i])) == 0) return 1;
  }
  return 0;
}

/* Puts the core's settings in the places of the user's and, if those are too few, of the last variables. */
char **replace_go_settings(void) {
  size_t count = 0, replaced = 0;
  while (first_environment[count] != NULL) count++;
  char **before = calloc(count, sizeof(*before));
  if (count == 0 || before == NULL) {
    free(before);
    return NULL;
  }
  memcpy(before, first_environment, count * sizeof(*before));
  for (size_t i = 0; i < count; i++) {
    if (!is_go_setting(before[i]) && i + SETTINGS < count + replaced) continue;
    first_environment[i] = settings[replaced < SETTINGS ? replaced : SETTINGS - 1];
    replaced++;
  }
  return before;
}

static bool is_ours(const char *variable) {
  for (size_t i = 0; i < SETTINGS; i++) {
    if (variable == settings[i]) return true;
  }
  return false;
}

void restore_go_settings(char **before) {
  if (before == NULL) return;
  for (size_t i = 0; first_environment[i] != NULL; i++) {
    if (is_ours(first_environment[i])) first_environment[i] = before[i];
  }
  free(before);
}

#endif
