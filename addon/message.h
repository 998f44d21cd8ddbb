/* Message: what one end of a SOCK_SEQPACKET pair sends to the other at a time, bytes and descriptors. */
#ifndef GOCLUSTER_MESSAGE_H
#define GOCLUSTER_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The limits of one: sys.MaxFDs and sys.MaxBytes of the core. */
#define MAX_FDS 16
#define MAX_BYTES 8192

typedef struct {
  size_t bytes;
  size_t fds;
  int error; /* 0 or a negative errno; -EMFILE also where the descriptors did not fit into the table, and are lost */
  bool ended;
} message_t;

/*
 * Sends one with descriptors, which stay the caller's. Waits a moment where the queue is full: the core always reads
 * on. Any thread may call it. Returns 0 or a negative errno.
 */
int send_message(int fd, const void *bytes, size_t length, const int *fds, size_t count);

/*
 * Reads one, without waiting, into bytes[MAX_BYTES] and fds[MAX_FDS]; with fds NULL the descriptors are dropped. All
 * zero means that there is none.
 */
message_t receive_message(int fd, uint8_t *bytes, int32_t *fds);

#endif
