#define _GNU_SOURCE
#include "message.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

/* How long a send waits on a full queue before it gives up, in milliseconds. */
#define SEND_TIMEOUT 1000

typedef union {
  struct cmsghdr align;
  char space[CMSG_SPACE(MAX_FDS * sizeof(int))];
} control_t;

int send_message(int fd, const void *bytes, size_t length, const int *fds, size_t count) {
  control_t control;
  struct iovec vector = {.iov_base = (void *)bytes, .iov_len = length};
  struct msghdr header = {.msg_iov = &vector, .msg_iovlen = 1};
  if (count > MAX_FDS) return -EINVAL;
  if (count > 0) {
    memset(&control, 0, sizeof(control));
    header.msg_control = &control;
    header.msg_controllen = CMSG_SPACE(count * sizeof(int));
    struct cmsghdr *head = &control.align;
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(head), fds, count * sizeof(int));
  }
  for (;;) {
    if (sendmsg(fd, &header, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0) return 0;
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return -errno;
    struct pollfd waiting = {.fd = fd, .events = POLLOUT};
    int ready = poll(&waiting, 1, SEND_TIMEOUT);
    if (ready == 0) return -EAGAIN;
    if (ready < 0 && errno != EINTR) return -errno;
  }
}

message_t receive_message(int fd, uint8_t *bytes, int32_t *fds) {
  message_t message = {0};
  control_t control;
  struct iovec vector = {.iov_base = bytes, .iov_len = MAX_BYTES};
  struct msghdr header = {.msg_iov = &vector, .msg_iovlen = 1};
  if (fds != NULL) {
    header.msg_control = &control;
    header.msg_controllen = sizeof(control);
  }
  ssize_t length;
  do {
    length = recvmsg(fd, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  } while (length < 0 && errno == EINTR);
  if (length < 0) {
    if (errno != EAGAIN) message.error = -errno;
    return message;
  }
  message.bytes = (size_t)length;
  message.ended = length == 0;
  struct cmsghdr *head = CMSG_FIRSTHDR(&header);
  if (head != NULL && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS) {
    message.fds = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    memcpy(fds, CMSG_DATA(head), message.fds * sizeof(int));
  }
  /* Other threads have filled the descriptor table meanwhile. The kernel has closed what did not fit. */
  if (fds != NULL && (header.msg_flags & MSG_CTRUNC)) message.error = -EMFILE;
  return message;
}
