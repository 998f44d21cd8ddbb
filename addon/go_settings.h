/* Go settings: what the Go runtime reads in the environment (GODEBUG and the like) while the core is loaded. */
#ifndef GOCLUSTER_GO_SETTINGS_H
#define GOCLUSTER_GO_SETTINGS_H

/*
 * Replaces the user's settings by the core's own. A thread that reads the environment meanwhile sees the core's.
 *
 * Returns: the former environment, for restore_go_settings; NULL if memory is short, or if the environment is empty and
 * so has no place.
 */
char **replace_go_settings(void);

/* Puts the former variables back, and frees `before`. NULL is allowed. */
void restore_go_settings(char **before);

#endif
