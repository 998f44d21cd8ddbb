/* Tells the flags of a signal's handler: nothing but native code in the process can ask for them.
 * Compiled and loaded by the tests of loader/. */
#include <node_api.h>
#include <signal.h>

static napi_value flags_of(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument, result;
  int32_t number = 0;
  struct sigaction action = {0};

  if (napi_get_cb_info(env, info, &count, &argument, NULL, NULL) != napi_ok ||
      napi_get_value_int32(env, argument, &number) != napi_ok || sigaction(number, NULL, &action) != 0) {
    napi_throw_error(env, NULL, "flagsOf(signal number)");
    return NULL;
  }
  return napi_create_uint32(env, (uint32_t)action.sa_flags, &result) == napi_ok ? result : NULL;
}

NAPI_MODULE_INIT() {
  napi_value function;
  if (napi_create_function(env, "flagsOf", NAPI_AUTO_LENGTH, flags_of, NULL, &function) != napi_ok) return NULL;
  return napi_set_named_property(env, exports, "flagsOf", function) == napi_ok ? exports : NULL;
}
