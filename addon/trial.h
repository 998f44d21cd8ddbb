/* The trial: before the core is started, each system call that it cannot do without is made once. */
#ifndef GOCLUSTER_TRIAL_H
#define GOCLUSTER_TRIAL_H

#include "root.h"

/*
 * Makes the calls, and leaves nothing behind.
 *
 * Returns: 0; -ENOSYS, with the call's name in message, if a call is refused or does not do what it does on Linux; or
 * another negative errno if the process is short of something.
 */
int try_calls(char message[ROOT_MESSAGE_SIZE]);

/*
 * Whether a thread of this process may have a descriptor table of its own, which a core in this process needs.
 *
 * Returns: 0; -E2BIG if it may not, with the reason in message; or another negative errno if the process is short of
 * something.
 */
int try_own_table(char message[ROOT_MESSAGE_SIZE]);

#endif
