/* The trial: system calls that the core cannot do without are made once before it is started. */
#ifndef GOCLUSTER_TRIAL_H
#define GOCLUSTER_TRIAL_H

#include "root.h"

/*
 * Makes the calls, and leaves nothing behind.
 *
 * Returns: 0; -ENOSYS where one is refused, or does not do here what Linux's does, with its name in message; or another
 * negative errno where the process is short of something.
 */
int try_calls(char message[ROOT_MESSAGE_SIZE]);

/*
 * Whether a thread of this process may have a descriptor table of its own, as a core in it needs.
 *
 * Returns: 0; -E2BIG where it may not, with the reason in message; or another negative errno where the process is short
 * of something.
 */
int try_own_table(char message[ROOT_MESSAGE_SIZE]);

#endif
