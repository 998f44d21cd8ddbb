/*
 * Channel: one end of a SOCK_SEQPACKET pair in an event loop. Used for the control channel in the primary and for the
 * worker channel in a worker; it does not know which.
 */
#ifndef GOCLUSTER_CHANNEL_H
#define GOCLUSTER_CHANNEL_H

#include <node_api.h>

/* Makes the class Channel; lib/native.js documents it. */
napi_value define_channel(napi_env env);

/*
 * Sends one message with descriptors, which stay the caller's. Waits a moment where the queue is full: the core always
 * reads on. Any thread may call it. Returns 0 or a negative errno.
 */
int send_message(int fd, const void *bytes, size_t length, const int *fds, size_t count);

#endif
