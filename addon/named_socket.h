#ifndef GOCLUSTER_NAMED_SOCKET_H
#define GOCLUSTER_NAMED_SOCKET_H

#include <node_api.h>

/* socketName(fd): {isStream, address, port, isV6Only} of a bound socket, or a negative errno. A Unix socket has no port
 * (-1), and its address is its path, or begins with a zero byte. */
napi_value socket_name(napi_env env, napi_callback_info info);

/* bindPath(path): a Unix stream socket bound to it, owned by the caller, or a negative errno. Closing it leaves the
 * path alone. */
napi_value bind_path(napi_env env, napi_callback_info info);

#endif
