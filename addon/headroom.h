/*
 * Headroom: what this process may still open, start and map. It is checked before something that fails badly without
 * it.
 */
#ifndef GOCLUSTER_HEADROOM_H
#define GOCLUSTER_HEADROOM_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether count more descriptors, 16 at most, fit into this process's table. `of` is any open descriptor, borrowed.
 *
 * It is called for each message, and costs two system calls while the 16 highest places of the table are free.
 */
bool has_fd_headroom(int of, int count);

/* Whether this process can start count more threads. Returns 0 or a negative errno. */
int check_threads(int count);

/*
 * Whether this process may map so many more bytes that are only reserved, and so many that can be written. The answer
 * includes the process's limits (ulimit -v, ulimit -d), and the limits on locked and on overcommitted memory.
 */
bool can_map(size_t reserved, size_t writable);

/* Whether a negative errno says that the system is short of something, so that another try may succeed later. */
bool is_shortage(int error);

#endif
