/* Headroom: what this process may still open, start and map, asked before something that fails badly without it. */
#ifndef GOCLUSTER_HEADROOM_H
#define GOCLUSTER_HEADROOM_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether count more descriptors, 16 at the most, fit into this process's table. `of` is any open descriptor, borrowed.
 *
 * It is asked for each message, and costs two calls as long as the table has never been full.
 */
bool has_fd_headroom(int of, int count);

/* Whether this process can start count more threads. Returns 0 or a negative errno. */
int check_threads(int count);

/*
 * Whether this process may map as many bytes more as are given: only reserved, and writable. Limits of a process
 * (ulimit -v, ulimit -d), of locked memory and of overcommitted memory are all in the answer.
 */
bool can_map(size_t reserved, size_t writable);

/* Whether a negative errno says that the system is short of something, so that another try may succeed later. */
bool is_shortage(int error);

#endif
