/* notify: sends a message to the service manager. */
#ifndef GOCLUSTER_NOTIFY_H
#define GOCLUSTER_NOTIFY_H

#include "check.h"

/*
 * notify(path, text): sends a datagram to a Unix socket, which Node cannot do. A path that begins with "@" is an
 * abstract name. Returns 0 or a negative errno; -EAGAIN if the receiver's queue is full.
 */
napi_value notify_manager(napi_env env, napi_callback_info info);

#endif
