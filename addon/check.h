/* How every Node-API call of the addon is checked. */
#ifndef GOCLUSTER_CHECK_H
#define GOCLUSTER_CHECK_H

#include <node_api.h>

/*
 * Returns NULL from the function if a call has failed. The call's message is thrown, unless an exception is pending.
 * The message is read before any other call, which would overwrite it.
 */
#define CHECK(env, call)                                                                                               \
  do {                                                                                                                 \
    if ((call) != napi_ok) {                                                                                           \
      throw_last_error(env);                                                                                           \
      return NULL;                                                                                                     \
    }                                                                                                                  \
  } while (0)

void throw_last_error(napi_env env);

/* Throws an error with a code. Returns NULL, so that a callback can return the same. */
napi_value throw_error(napi_env env, const char *code, const char *message);

/* Reads a value as a number. Throws and returns 0 if it is none. */
int read_int(napi_env env, napi_value value, int *out);

#endif
