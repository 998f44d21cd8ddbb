/** Processor time, in milliseconds. */
export interface CpuTime {
  readonly user: number;
  readonly system: number;
}

/** How long connections waited from accept to the first hand-off. */
export interface Waits {
  /** The upper bounds of the buckets, in milliseconds. */
  readonly bounds: readonly number[];
  /** How many waited no longer than each bound and longer than the previous one; the last counts those above the last bound. */
  readonly counts: readonly number[];
  /** The sum of all waits, in milliseconds. */
  readonly total: number;
}

export interface PrimaryStats {
  readonly pid: number;
  /** Node's version. */
  readonly node: string;
  /** gocluster's version. */
  readonly gocluster: string;
  /** When the process was started, in milliseconds since 1970. */
  readonly started: number;
  /** Uptime of the process, in milliseconds. */
  readonly uptime: number;
  /** Resident memory in bytes; null if the system does not report it. */
  readonly rss: number | null;
  /** V8's heap, in bytes. */
  readonly heap: { readonly used: number; readonly total: number };
  readonly cpu: CpuTime;
  /** utilization: the share of its uptime for which its event loop was busy, from 0 to 1. */
  readonly loop: { readonly utilization: number };
}

/** Counted since the thread's first `fork()`, including listeners, workers and cores that have ended. */
export interface CoreStats {
  /** The core's process; null if the core is a thread of the primary, whose memory and processor time then include the core's. */
  readonly pid: number | null;
  /** Resident memory of that process, in bytes. */
  readonly rss: number | null;
  /** Of that process. */
  readonly cpu: CpuTime | null;
  /** How often a failed core was replaced. */
  readonly restarts: number;
  /** Iterations of its own loop. */
  readonly iterations: number;
  /** How often there was no descriptor for a connection. */
  readonly fdShortages: number;
  /** How often a worker did not report that it had become idle: a bug, for which the core's timer makes up. */
  readonly lostWakes: number;
  /** Listeners that wait for a descriptor now. */
  readonly backingOff: number;
  /** Threads of this process that have forked workers. */
  readonly clusters: number;
  /** Control channels. */
  readonly sessions: number;
  /** Connections that the core has accepted. Busy workers accept others themselves: `pulled`. */
  readonly accepted: number;
  /** Connections sent to workers; more than `accepted` if some were taken back or refused. */
  readonly handedOff: number;
  /** Connections taken back from workers that had not read them. */
  readonly takenBack: number;
  /** Connections returned by workers that had read them. */
  readonly refused: number;
  /** Connections that workers have got, in total. */
  readonly taken: number;
  /** Connections that workers have accepted from the listening sockets themselves. */
  readonly pulled: number;
  /** How often a worker read nothing for too long while a connection waited for it. */
  readonly stalls: number;
}

export interface ListenerStats {
  readonly id: number;
  /** Null for a Unix socket. */
  readonly address: string | null;
  readonly port: number | null;
  /** The path of a Unix socket, or its abstract name, which begins with a zero byte. */
  readonly path: string | null;
  readonly accepted: number;
  readonly handedOff: number;
  readonly takenBack: number;
  readonly refused: number;
  /** Connections that are accepted and wait for a worker. */
  readonly held: number;
  readonly heldMax: number;
  /** Connections in the kernel's queue, not yet accepted; null for a Unix socket, whose queue the kernel does not report. */
  readonly queued: number | null;
  /** Connections that are accepted and whose first bytes are awaited (`proxyProtocol`, `sticky` by a value). */
  readonly peeking: number;
  /** Connections whose first bytes took too long: they were decided by what they had sent so far. */
  readonly peekTimeouts: number;
  /** The same, for those that had waited longest when too many waited. */
  readonly peekOverflows: number;
  /** Connections that were ended because their PROXY protocol header was wrong or missing. */
  readonly peekRejections: number;
  readonly waits: Waits;
}

export interface LoopStats {
  /** The number of its turns (iterations). */
  readonly turns: number;
  /**
   * How long the loop has been busy with its current turn, in milliseconds, without time asleep; 0 while it waits, null if the kernel does
   * not tell. If it is not known when it woke up, since the first request for statistics in that turn.
   */
  readonly lag: number | null;
  /** The longest turn so far, in milliseconds. */
  readonly lagMax: number;
  /** How long the loop was busy in total in turns that have ended, in milliseconds. */
  readonly busy: number;
  /** The share of its life for which it was busy, its current turn included, from 0 to 1. */
  readonly utilization: number;
}

/**
 * - starting: it does not listen yet
 * - idle: it waits for a connection
 * - busy: it has connections, and takes the next one when it has time
 * - stalled: it has read nothing for 70 ms although a connection waits for it
 * - suspended: messages to it wait in the primary, and connections must not overtake them
 * - leaving: it was told to end, or ends by itself
 * - gone: its channel is closed, and it gets nothing more
 * - listening: under Node's own cluster, where nothing more is known
 */
export type WorkerState =
  'starting' | 'idle' | 'busy' | 'stalled' | 'suspended' | 'leaving' | 'gone' | 'listening';

/** A value is null if it is not known here: under Node's own cluster, or on a system other than Linux. */
export interface WorkerStats {
  /** As in `cluster.workers`. */
  readonly id: number;
  readonly pid: number | null;
  /**
   * Its place, from 0: the lowest that was free when it was forked. Its replacement takes it over. Under `gocluster run` it is the
   * instance number.
   */
  readonly place: number;
  /** How many workers had the place before. */
  readonly restarts: number;
  readonly state: WorkerState;
  /** When its process was started, in milliseconds since 1970. */
  readonly started: number | null;
  /** Uptime of its process, in milliseconds. */
  readonly uptime: number | null;
  /** Its open connections; for a blocked worker, at its last turn. */
  readonly open: number | null;
  /** Connections that it has got, in total. */
  readonly taken: number | null;
  /** Those of them that it has accepted from the listening sockets itself. */
  readonly pulled: number | null;
  /** Connections that were handed to it and not read yet. */
  readonly unread: number | null;
  readonly handedOff: number | null;
  readonly takenBack: number | null;
  readonly refused: number | null;
  readonly stalls: number | null;
  /** Its event loop. */
  readonly loop: LoopStats | null;
  /** V8's used heap, in bytes, about a second ago. */
  readonly heap: number | null;
  /** Resident memory, in bytes. */
  readonly rss: number | null;
  readonly cpu: CpuTime | null;
}

/** Deeply frozen. */
export interface Stats {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Which of the two hands out connections. */
  readonly scheduler: 'gocluster' | 'builtin';
  readonly policy: string;
  readonly primary: PrimaryStats;
  /** Null under Node's own cluster, before the first `fork()`, and if the core has failed too often. */
  readonly core: CoreStats | null;
  /** Null if `core` is null. */
  readonly listeners: readonly ListenerStats[] | null;
  /** Every worker whose process has not ended, by id. */
  readonly workers: readonly WorkerStats[];
  /** Workers that were forked since this module was loaded, or lived then. */
  readonly forks: number;
  /** Workers that have ended since then, voluntarily or not. */
  readonly exits: { readonly wanted: number; readonly unwanted: number };
}

/**
 * Returns the current figures. Workers are not asked, so a blocked one does not delay them.
 *
 * Rejects with ERR_CLUSTER_NOT_PRIMARY in a worker.
 */
export function stats(): Promise<Stats>;

export interface WatchOptions {
  /** Milliseconds, at least 10. Default: 1000. */
  interval?: number;
  /** Ends the loop. */
  signal?: AbortSignal;
}

/**
 * Yields the figures at once, then once per interval, until the loop is left.
 *
 * Throws ERR_INVALID_ARG_TYPE and ERR_OUT_OF_RANGE.
 */
export function watch(options?: WatchOptions): AsyncGenerator<Stats, void, void>;
