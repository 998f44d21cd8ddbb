/* An addon that faults, for crashes.test.js: what a broken native module does. */
#include <fcntl.h>
#include <node_api.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Beyond the end of the file behind a mapping there is nothing: SIGBUS. */
static int beyond_the_end(void) {
  char name[] = "/tmp/gocluster-fault-XXXXXX";
  int fd = mkstemp(name);
  unlink(name);
  volatile char *page = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
  return page[0];
}

static napi_value fault(napi_env env, napi_callback_info info) {
  char how[8] = "";
  size_t count = 1;
  napi_value argument;
  napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
  napi_get_value_string_utf8(env, argument, how, sizeof(how), NULL);
  volatile int zero = 0;
  int *volatile nowhere = NULL;
  if (strcmp(how, "segv") == 0) *nowhere = 1;
  if (strcmp(how, "bus") == 0) zero = beyond_the_end();
  if (strcmp(how, "fpe") == 0) zero = 7 / zero; /* 1 would be no division */
  if (strcmp(how, "ill") == 0) __builtin_trap();
  if (strcmp(how, "abort") == 0) abort();
  return NULL;
}

NAPI_MODULE_INIT() {
  (void)exports;
  napi_value function;
  napi_create_function(env, "fault", NAPI_AUTO_LENGTH, fault, NULL, &function);
  return function;
}
