/* The loader: brings the core into the process, once, and connects JavaScript threads to it. */
#ifndef GOCLUSTER_LOADER_H
#define GOCLUSTER_LOADER_H

#define LOADER_MESSAGE_SIZE 512

/*
 * Connects the calling thread to the process's core, which is loaded from path if none is there yet.
 *
 * Returns: the control channel's descriptor, owned by the caller; or a negative errno with the reason in message.
 */
int attach_core(const char *path, char message[LOADER_MESSAGE_SIZE]);

#endif
