/* Room: what this process may still have before something is started that fails badly without it. */
#ifndef GOCLUSTER_ROOM_H
#define GOCLUSTER_ROOM_H

#include <stdbool.h>

/*
 * Whether count more descriptors, 16 at the most, fit into this process's table. `of` is any open descriptor, borrowed.
 *
 * It is asked for each message, and costs two calls as long as the table has never been full.
 */
bool has_room_for_fds(int of, int count);

/* Whether this process may have count more threads. Returns 0 or a negative errno. */
int check_room_for_threads(int count);

#endif
