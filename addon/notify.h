/* notify: a word to the service manager. */
#ifndef GOCLUSTER_NOTIFY_H
#define GOCLUSTER_NOTIFY_H

#include "check.h"

/*
 * notify(path, text): one datagram to a Unix socket, of which Node has none. A path that begins with "@" is an abstract
 * name. 0, or a negative errno; EAGAIN where the receiver has no room for it now.
 */
napi_value notify_manager(napi_env env, napi_callback_info info);

#endif
