/*
 * Just so much of Node-API and libuv as the addon uses on the way from its load to one connection, where there is no
 * Node. host.c plays the JavaScript.
 */
#ifndef NODE_API_H
#define NODE_API_H

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                                               \
  do {                                                                                                                 \
    if (!(condition)) {                                                                                                \
      fprintf(stderr, "line %d: %s: %s\n", __LINE__, #condition, strerror(errno));                                     \
      exit(1);                                                                                                         \
    }                                                                                                                  \
  } while (0)

/* A JavaScript value: a number, a string, an array, a typed array, an object. */
typedef struct value {
  int number;
  const char *string;
  struct value *elements[2];
  void *data; /* of a typed array, or what is wrapped */
  size_t size;
  int type;
} value_t;

/* The arguments of a call, and the data of the function that is called. */
typedef struct {
  value_t *self, *arguments[4];
  size_t count;
  void *data;
} call_t;

typedef value_t *(*function_t)(void *env, call_t *call);
typedef struct {
  const char *name;
  void *name_value;
  function_t method, getter, setter;
  value_t *value;
  int attributes;
  void *data;
} property_t;

/* What the addon has exported, and the methods and the constructor of its class. */
extern property_t functions[], methods[];
extern function_t constructor;

value_t *make(void);
value_t *number(int n);
/* NULL where there is none. */
const property_t *find(const property_t *table, const char *name);
/* There must be one. */
value_t *invoke(const property_t *table, const char *name, call_t call);

#endif
