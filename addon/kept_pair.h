/* keepPair() and closePair() of the addon; lib/native.js documents them. */
#ifndef GOCLUSTER_KEPT_PAIR_H
#define GOCLUSTER_KEPT_PAIR_H

#include <node_api.h>

napi_value keep_pair(napi_env env, napi_callback_info info);
napi_value close_pair(napi_env env, napi_callback_info info);

#endif
