/* The root channel, over which a JavaScript thread gets a control channel to the core, wherever the core runs. */
#ifndef GOCLUSTER_ROOT_H
#define GOCLUSTER_ROOT_H

#define ROOT_MESSAGE_SIZE 512

/*
 * Asks the core at the other end of root for a control channel.
 *
 * Returns: its descriptor, owned by the caller; or a negative errno with the reason in message.
 */
int open_control(int root, char message[ROOT_MESSAGE_SIZE]);

#endif
