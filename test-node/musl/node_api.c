/* What the addon calls (node_api.h). */
#include "node_api.h"

#include <stdint.h>

#define MOST 32

property_t functions[MOST], methods[MOST];
function_t constructor;

value_t *make(void) {
  value_t *value = calloc(1, sizeof(*value));
  CHECK(value != NULL);
  return value;
}

value_t *number(int n) {
  value_t *value = make();
  value->number = n;
  return value;
}

/* What of Node-API the addon calls on the way. */
int napi_define_properties(void *env, value_t *object, size_t count, const property_t *properties) {
  CHECK(count < MOST);
  memcpy(functions, properties, count * sizeof(*properties));
  return 0;
}
int napi_define_class(void *env, const char *name, size_t length, function_t construct, void *data, size_t count,
                      const property_t *properties, value_t **result) {
  CHECK(count < MOST);
  constructor = construct;
  memcpy(methods, properties, count * sizeof(*properties));
  *result = make();
  return 0;
}
int napi_get_cb_info(void *env, call_t *call, size_t *count, value_t **arguments, value_t **self, void **data) {
  for (size_t i = 0; count != NULL && i < *count; i++) arguments[i] = call->arguments[i];
  if (count != NULL) *count = call->count;
  if (self != NULL) *self = call->self;
  if (data != NULL) *data = call->data;
  return 0;
}
int napi_create_int32(void *env, int n, value_t **result) { return *result = number(n), 0; }
int napi_create_array_with_length(void *env, size_t length, value_t **result) { return *result = make(), 0; }
int napi_create_string_utf8(void *env, const char *s, size_t length, value_t **result) { return *result = make(), 0; }
int napi_set_named_property(void *env, value_t *object, const char *name, value_t *value) { return 0; }
int napi_set_element(void *env, value_t *array, uint32_t i, value_t *value) { return array->elements[i] = value, 0; }
int napi_get_element(void *env, value_t *array, uint32_t i, value_t **value) { return *value = array->elements[i], 0; }
int napi_get_array_length(void *env, value_t *array, uint32_t *length) {
  for (*length = 0; *length < 2 && array->elements[*length] != NULL;) ++*length;
  return 0;
}
int napi_get_value_int32(void *env, value_t *value, int *result) { return *result = value->number, 0; }
int napi_get_value_string_utf8(void *env, value_t *value, char *space, size_t size, size_t *length) {
  *length = (size_t)snprintf(space, size, "%s", value->string);
  return 0;
}
int napi_get_typedarray_info(void *env, value_t *array, int *type, size_t *length, void **data, value_t **buffer,
                             size_t *offset) {
  *type = array->type;
  *length = array->size;
  *data = array->data;
  return 0;
}
int napi_wrap(void *env, value_t *object, void *data, void *finalize, void *hint, void **result) {
  return object->data = data, 0;
}
int napi_unwrap(void *env, value_t *object, void **result) { return *result = object->data, 0; }
int napi_create_reference(void *env, value_t *value, uint32_t count, void **result) { return *result = value, 0; }
int napi_get_uv_event_loop(void *env, void **loop) { return *loop = NULL, 0; }
int napi_async_init(void *env, value_t *resource, value_t *name, void **context) { return *context = NULL, 0; }
int napi_add_async_cleanup_hook(void *env, void *hook, void *data, void **handle) { return *handle = NULL, 0; }
int napi_throw_error(void *env, const char *code, const char *message) {
  fprintf(stderr, "%s: %s\n", code, message);
  exit(1);
}
int uv_poll_init(void *loop, void *poll, int fd) { return 0; }
int uv_prepare_init(void *loop, void *prepare) { return 0; }
int uv_check_init(void *loop, void *check) { return 0; }
int uv_idle_init(void *loop, void *idle) { return 0; }
void uv_unref(void *handle) {}
int uv_poll_start(void *poll, int events, void *callback) { return 0; }

/* And what it has for later. A missing symbol would keep it from loading. */
#define NEVER(name)                                                                                                    \
  void name(void) {                                                                                                    \
    fprintf(stderr, "%s is not expected here\n", #name);                                                               \
    exit(1);                                                                                                           \
  }
NEVER(napi_async_destroy)
NEVER(napi_call_function)
NEVER(napi_close_handle_scope)
NEVER(napi_coerce_to_bool)
NEVER(napi_create_double)
NEVER(napi_create_object)
NEVER(napi_create_uint32)
NEVER(napi_delete_reference)
NEVER(napi_fatal_exception)
NEVER(napi_get_and_clear_last_exception)
NEVER(napi_get_boolean)
NEVER(napi_get_last_error_info)
NEVER(napi_get_reference_value)
NEVER(napi_get_undefined)
NEVER(napi_get_value_bool)
NEVER(napi_get_value_double)
NEVER(napi_is_exception_pending)
NEVER(napi_make_callback)
NEVER(napi_open_handle_scope)
NEVER(napi_remove_async_cleanup_hook)
NEVER(napi_remove_wrap)
NEVER(napi_throw_type_error)
NEVER(uv_backend_fd)
NEVER(uv_backend_timeout)
NEVER(uv_check_start)
NEVER(uv_check_stop)
NEVER(uv_close)
NEVER(uv_err_name)
NEVER(uv_hrtime)
NEVER(uv_idle_start)
NEVER(uv_idle_stop)
NEVER(uv_metrics_idle_time)
NEVER(uv_now)
NEVER(uv_poll_stop)
NEVER(uv_prepare_start)
NEVER(uv_prepare_stop)
NEVER(uv_ref)

const property_t *find(const property_t *table, const char *name) {
  for (size_t i = 0; i < MOST && table[i].name != NULL; i++) {
    if (strcmp(table[i].name, name) == 0) return &table[i];
  }
  return NULL;
}

value_t *invoke(const property_t *table, const char *name, call_t call) {
  const property_t *property = find(table, name);
  CHECK(property != NULL);
  call.data = property->data;
  return property->method(NULL, &call);
}
