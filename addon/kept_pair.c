/*
 * Kept pair: both ends of a worker channel, which a JavaScript thread keeps for the next core. They are closed when the
 * thread ends, in whatever way: a worker_thread that is terminated runs no more JavaScript.
 */
#include "kept_pair.h"

#include <stdlib.h>
#include <unistd.h>

#include "check.h"

typedef struct {
  int near, far; /* owned; -1 once they are closed */
} kept_pair_t;

static void close_both(kept_pair_t *pair) {
  if (pair->near < 0) return;
  close(pair->near);
  close(pair->far);
  pair->near = pair->far = -1;
}

static void on_end(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  close_both(data);
  free(data);
}

napi_value keep_pair(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2], result;
  int near, far;
  CHECK(env, napi_get_cb_info(env, info, &count, arguments, NULL, NULL));
  if (!read_int(env, arguments[0], &near) || !read_int(env, arguments[1], &far)) return NULL;
  kept_pair_t *pair = malloc(sizeof(*pair));
  if (pair == NULL) return throw_error(env, "ENOMEM", "no memory for a pair");
  *pair = (kept_pair_t){near, far};
  /*
   * This is no external, because Node leaks its own memory of an external that still exists when the environment ends.
   */
  if (napi_create_object(env, &result) != napi_ok || napi_wrap(env, result, pair, on_end, NULL, NULL) != napi_ok) {
    free(pair); /* the descriptors are still the caller's */
    throw_last_error(env);
    return NULL;
  }
  return result;
}

napi_value close_pair(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  void *pair;
  CHECK(env, napi_get_cb_info(env, info, &count, &argument, NULL, NULL));
  CHECK(env, napi_unwrap(env, argument, &pair));
  close_both(pair);
  return NULL;
}
