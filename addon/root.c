#define _GNU_SOURCE
#include "root.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "headroom.h"
#include "message.h"

/* wire.Attach */
#define OP_ATTACH 10

int open_control(int root, char message[ROOT_MESSAGE_SIZE]) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0) {
    int error = -errno;
    snprintf(message, ROOT_MESSAGE_SIZE, "socketpair: %s", strerror(-error));
    return error;
  }
  const uint32_t request[4] = {OP_ATTACH, 0, 0, 0};
  if (!has_fd_headroom(pair[0], 2)) {
    /* Refused while this process's descriptor table has no place for two more. */
    close(pair[0]);
    close(pair[1]);
    snprintf(message, ROOT_MESSAGE_SIZE, "%s", strerror(EMFILE));
    return -EMFILE;
  }
  int error = send_message(root, request, sizeof(request), &pair[1], 1);
  close(pair[1]);
  if (error == 0) return pair[0];
  close(pair[0]);
  snprintf(message, ROOT_MESSAGE_SIZE, "the core does not answer: %s", strerror(-error));
  return error;
}
