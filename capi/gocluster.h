/*
 * The C interface of gocluster's core. Nothing else crosses between C and Go: everything else travels over the channels
 * (core/wire/doc.go has every byte).
 *
 * The core starts threads of its own and never ends. Load it with RTLD_NOW | RTLD_LOCAL from a thread that has every
 * asynchronous signal blocked, because the core's threads inherit the mask. Load it after a handler for SIGCHLD is in
 * place, because the Go runtime adds SA_ONSTACK to the handlers that it finds, and only to those. Never unload it.
 */
#ifndef GOCLUSTER_H
#define GOCLUSTER_H

#ifdef __cplusplus
extern "C" {
#endif

/* What a loader and a core must agree on: the symbols below and the frames of the channels. */
#define GOCLUSTER_ABI 3

/* The core's GOCLUSTER_ABI. */
extern const int gocluster_abi;

/*
 * The near end of the root channel, -1 until the loader has set it. It is a variable of the core, so that every copy of
 * the package in this process finds the one core. Owned by the process; any thread may send on it.
 */
extern int gocluster_root;

/*
 * Starts the core on the far end of the root channel, a SOCK_SEQPACKET socket. Call it once, from the thread that
 * loaded the library, which must not be one that runs JavaScript. It returns when the core's thread has a descriptor
 * table of its own, in which that end is the only descriptor of the process.
 *
 * The descriptor is borrowed. The caller closes it, whatever is returned, because the core has its own.
 *
 * Returns: 0, or a negative errno: -EPERM or -ENOSYS if no thread may have a table of its own, -EMFILE, -ENFILE,
 * -ENOMEM.
 */
int gocluster_start(int root);

#ifdef __cplusplus
}
#endif

#endif
