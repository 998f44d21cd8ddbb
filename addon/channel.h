/*
 * Channel: one end of a SOCK_SEQPACKET pair in an event loop. Used for the control channel in the primary and for the
 * worker channel in a worker; it does not know which.
 */
#ifndef GOCLUSTER_CHANNEL_H
#define GOCLUSTER_CHANNEL_H

#include <node_api.h>

/* Makes the class Channel; lib/native.js documents it. */
napi_value define_channel(napi_env env);

#endif
