/* Defines the JavaScript class Channel. */
#ifndef GOCLUSTER_CHANNEL_CLASS_H
#define GOCLUSTER_CHANNEL_CLASS_H

#include <node_api.h>

napi_value define_channel(napi_env env);

#endif
