#ifndef GOCLUSTER_NAMED_SOCKET_H
#define GOCLUSTER_NAMED_SOCKET_H

#include <node_api.h>

/*
 * socketName(fd): {isStream, address, port, isV6Only} of a bound socket, or a negative errno. The port of a Unix socket
 * is -1, and its address is a path, or an abstract name, which begins with a zero byte.
 */
napi_value socket_name(napi_env env, napi_callback_info info);

/*
 * bindPath(path): returns a Unix stream socket that is bound to the path, owned by the caller, or a negative errno.
 * Closing it does not unlink the path.
 */
napi_value bind_path(napi_env env, napi_callback_info info);

#endif
