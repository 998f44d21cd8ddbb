/* An addon with one mistake for each sanitizer. A test makes sure that they are found in an addon under Node. */
#include <node_api.h>
#include <stdlib.h>
#include <string.h>

static napi_value make(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument, result;
  uint32_t kind = 0;
  if (napi_get_cb_info(env, info, &count, &argument, NULL, NULL) != napi_ok) return NULL;
  if (napi_get_value_uint32(env, argument, &kind) != napi_ok) return NULL;
  char *volatile bytes = malloc(8); /* volatile: the compiler must not see through it */
  if (bytes == NULL) return NULL;
  memset(bytes, 1, 8);
  int value = 0;
  if (kind == 0) value = bytes[8 + kind];
  if (kind == 1) value = 1 << (31 + kind);
  if (kind == 2) bytes = NULL;
  free(bytes);
  if (kind == 3) value = bytes[kind];
  return napi_create_int32(env, value, &result) == napi_ok ? result : NULL;
}

NAPI_MODULE_INIT() {
  napi_value function;
  if (napi_create_function(env, "make", NAPI_AUTO_LENGTH, make, NULL, &function) != napi_ok) return NULL;
  (void)exports;
  return function;
}
