/* Go settings: what the Go runtime reads in the environment (GODEBUG and the like) while the core is loaded. */
#ifndef GOCLUSTER_GO_SETTINGS_H
#define GOCLUSTER_GO_SETTINGS_H

/*
 * Replaces the user's settings by the core's own. A thread that reads the environment meanwhile sees that.
 *
 * Returns: what was there, for restore_go_settings; NULL where there is no variable, and so no place, or no memory.
 */
char **replace_go_settings(void);

/* Undoes it, and frees what was there. NULL is allowed. */
void restore_go_settings(char **before);

#endif
