/* reading: what another user may read. */
#ifndef GOCLUSTER_READING_H
#define GOCLUSTER_READING_H

#include "check.h"

/* readAs(path, uid, gid): whether a child of that user's may read the file. 0 or a negative errno, -ENOTSUP where this
 * process may not become that user. */
napi_value read_as(napi_env env, napi_callback_info info);

#endif
