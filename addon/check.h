/* How every Node-API call of the addon is checked. */
#ifndef GOCLUSTER_CHECK_H
#define GOCLUSTER_CHECK_H

#include <node_api.h>

/*
 * Leaves the function with NULL when a call failed, with its message thrown unless an exception is on its way already.
 * The message is read before any other call: the next one overwrites it.
 */
#define CHECK(env, call)                                                                                               \
  do {                                                                                                                 \
    if ((call) != napi_ok) {                                                                                           \
      throw_last_error(env);                                                                                           \
      return NULL;                                                                                                     \
    }                                                                                                                  \
  } while (0)

void throw_last_error(napi_env env);

/* Throws an error with a code and leaves with NULL, as the value of a callback. */
napi_value throw_error(napi_env env, const char *code, const char *message);

/* Reads a value as a number; throws and returns 0 where it is none. */
int read_int(napi_env env, napi_value value, int *out);

#endif
