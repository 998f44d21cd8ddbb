/* The loader: loads the core into the process, once, and connects JavaScript threads to it. */
#ifndef GOCLUSTER_LOADER_H
#define GOCLUSTER_LOADER_H

#include "root.h"

/*
 * Connects the calling thread to the process's core, which is loaded from path if there is none yet.
 *
 * Returns: the control channel's descriptor, owned by the caller; or a negative errno with the reason in message,
 * -E2BIG if this process may not have what a core in it needs: memory, or a thread with a descriptor table of its own.
 */
int attach_core(const char *path, char message[ROOT_MESSAGE_SIZE]);

/* Gives memory back that only the core's start has used. Call it once the core has answered. */
void trim_core(void);

#endif
