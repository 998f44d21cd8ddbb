/* exec: this process becomes another program. */
#ifndef GOCLUSTER_EXEC_H
#define GOCLUSTER_EXEC_H

#include "check.h"

/* exec(path, argv, fd): returns only if it fails, a negative errno. fd is borrowed and stays open; -1 is none. */
napi_value exec_program(napi_env env, napi_callback_info info);

#endif
