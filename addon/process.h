/* The core as a process of its own, if it cannot be loaded into this one. */
#ifndef GOCLUSTER_PROCESS_H
#define GOCLUSTER_PROCESS_H

#include "root.h"

/*
 * Connects the calling thread to this process's core, which is started from the program at path if none runs yet.
 *
 * The core's process ends with this one, in whatever way this one ends. It is in a process group of its own and takes
 * no signal but SIGKILL and SIGSTOP, so that what ends the primary's process group, or all of a service, does not end
 * it before the primary.
 *
 * Returns: the control channel's descriptor, owned by the caller; or a negative errno with the reason in message,
 * -E2BIG if a process may not map what a core needs.
 */
int attach_process(const char *path, char message[ROOT_MESSAGE_SIZE]);

/* The core's process, or 0 if there is none. It is not reaped before another takes its place. */
int core_pid(void);

#endif
