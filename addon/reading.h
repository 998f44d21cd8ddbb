/* reading: whether another user may read a file. */
#ifndef GOCLUSTER_READING_H
#define GOCLUSTER_READING_H

#include "check.h"

/*
 * readAs(path, uid, gid): whether a child process of that user may read the file. Returns 0 or a negative errno,
 * -ENOTSUP if this process may not become that user.
 */
napi_value read_as(napi_env env, napi_callback_info info);

#endif
