/** Whether a predecessor waits for this process to be ready. */
export function hasPredecessor(): boolean;

/** The process id of the predecessor that waits, or has waited, for this process to be ready; `null` without one. */
export function predecessorPid(): number | null;

/** Tells the predecessor, if there is one, that this process serves: the predecessor lets its workers finish and ends. */
export function ready(): void;

/** Tells the predecessor why this process is about to end. The predecessor continues to serve. */
export function failed(reason: string): void;

/** Tells the predecessor, if it still lives, that this process was told to end and needs no replacement. */
export function stopping(): void;

/**
 * For a server of the primary's own: `server.listen(listenable('metrics', { port: 9100 }, server))` uses the socket that was passed for
 * the address, or binds one, and passes it on to a successor. The name, of letters and digits, distinguishes servers without a port.
 */
export function listenable(
  name: string,
  where: { host?: string; port: number },
  server: import('node:net').Server,
): { host?: string; port: number } | { fd: number };

export interface UpgradeOptions {
  /** The program to run instead of this process's own. */
  command?: string;
  /** Its arguments, instead of this process's own. */
  args?: string[];
  /** Its environment, instead of this process's own. */
  env?: NodeJS.ProcessEnv;
  /** Milliseconds within which it must report that it is ready; otherwise it is killed. Default: 60000. */
  timeout?: number;
}

export interface Successor {
  pid: number;
  /** Resolves if it ends before this process without having been told to: then call `resume()`. */
  lost: Promise<void>;
}

/**
 * Starts a process that replaces this one, with the same command line, so that it runs what is on the disk now. It gets all sockets that
 * workers listen on. Once it has reported that it is ready, this process accepts nothing more, and its workers may finish.
 *
 * Errors: ERR_CLUSTER_UPGRADE: this process continues as before.
 */
export function upgrade(options?: UpgradeOptions): Promise<Successor>;

/**
 * Stops accepting. Resolves when the workers have read what is accepted, or after `timeout` milliseconds. Await it before
 * `cluster.disconnect()` if another process, such as systemd, holds the sockets: what waits there is served after a restart.
 */
export function stopAccepting(timeout: number): Promise<void>;

/** Kills a successor that is not ready yet, because this process was told to end: `upgrade()` is rejected. */
export function cancel(): void;

/** The successor is lost: this process accepts again, with the workers that it has and those that it forks from now on. */
export function resume(): void;
