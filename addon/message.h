/* Message: the bytes and descriptors that one end of a SOCK_SEQPACKET pair sends to the other at a time. */
#ifndef GOCLUSTER_MESSAGE_H
#define GOCLUSTER_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The limits of a message, which are sys.MaxFDs and sys.MaxBytes in the core. */
#define MAX_FDS 16
#define MAX_BYTES 8192

typedef struct {
  size_t bytes;
  size_t fds;
  int error; /* 0 or a negative errno; -EMFILE also if the descriptors did not fit into the table, and are lost */
  bool ended;
} message_t;

/*
 * Sends a message with descriptors, which are borrowed. If the queue is full, it waits a moment: the core always goes
 * on reading. Any thread may call it. Returns 0 or a negative errno.
 */
int send_message(int fd, const void *bytes, size_t length, const int *fds, size_t count);

/*
 * Reads a message, without waiting, into bytes[MAX_BYTES] and fds[MAX_FDS]; if fds is NULL, the descriptors are
 * dropped. If all fields are zero, no message was there.
 */
message_t receive_message(int fd, uint8_t *bytes, int32_t *fds);

#endif
