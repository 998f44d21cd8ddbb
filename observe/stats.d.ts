/** Processor time, in milliseconds. */
export interface CpuTime {
  readonly user: number;
  readonly system: number;
}

/** How long connections waited from accept to the first hand-off. */
export interface Waits {
  /** The upper bounds of the buckets, in milliseconds. */
  readonly bounds: readonly number[];
  /** How many waited no longer than each bound and longer than the one before; the last is of those above the last bound. */
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
  /** Of the process, in milliseconds. */
  readonly uptime: number;
  /** Resident memory in bytes; null where the system does not tell. */
  readonly rss: number | null;
  /** V8's heap, in bytes. */
  readonly heap: { readonly used: number; readonly total: number };
  readonly cpu: CpuTime;
  /** utilization: the part of its life that its event loop was busy, from 0 to 1. */
  readonly loop: { readonly utilization: number };
}

/** Counted since the thread's first `fork()`, whatever listeners, workers and cores have gone since. */
export interface CoreStats {
  /** How often a core has taken the place of one that had failed. */
  readonly restarts: number;
  /** Turns of its own loop. */
  readonly iterations: number;
  /** How often there was no descriptor for a connection. */
  readonly fdShortages: number;
  /** How often a worker did not say that it had become idle. The core's clock mends that, and it is a bug. */
  readonly lostWakes: number;
  /** Listeners that wait for a descriptor now. */
  readonly backingOff: number;
  /** Threads of this process that have forked workers. */
  readonly clusters: number;
  /** Control channels. */
  readonly sessions: number;
  /** Connections that the core has accepted. Workers that are busy take others themselves: `pulled`. */
  readonly accepted: number;
  /** More than `accepted` where some were taken back or refused. */
  readonly handedOff: number;
  /** From workers that had not read them. */
  readonly takenBack: number;
  /** By workers that had read them. */
  readonly refused: number;
  /** By workers, in all. */
  readonly taken: number;
  /** By workers, from the listening sockets themselves. */
  readonly pulled: number;
  /** How often a worker read nothing for too long while something waited for it. */
  readonly stalls: number;
}

export interface ListenerStats {
  readonly id: number;
  /** Null for a Unix socket. */
  readonly address: string | null;
  readonly port: number | null;
  /** Of a Unix socket. */
  readonly path: string | null;
  readonly accepted: number;
  readonly handedOff: number;
  readonly takenBack: number;
  readonly refused: number;
  /** Accepted, and waiting for a worker. */
  readonly held: number;
  readonly heldMax: number;
  /** In the kernel's queue, not accepted by anybody yet; null for a Unix socket, where the kernel does not tell. */
  readonly queued: number | null;
  /** Accepted, and their first bytes are waited for (`proxyProtocol`, `sticky` by a value). */
  readonly peeking: number;
  /** For how many that took too long: they were decided by what they had sent so far. */
  readonly peekTimeouts: number;
  /** The same for those that had waited longest when too many waited. */
  readonly peekOverflows: number;
  /** Ended, because they did not begin with the PROXY protocol's header that they had to begin with. */
  readonly peekRejections: number;
  readonly waits: Waits;
}

export interface LoopStats {
  /** How often it has turned. */
  readonly turns: number;
  /** For how long the loop has been busy with what it is at, in milliseconds; 0 while it waits, null where the kernel does not tell. */
  readonly lag: number | null;
  /** The longest that it ever was, in milliseconds. */
  readonly lagMax: number;
  /** For how long it was busy in all, in milliseconds. */
  readonly busy: number;
  /** The part of its life that it was busy, from 0 to 1. */
  readonly utilization: number;
}

/**
 * - starting: it does not listen yet
 * - idle: it waits for a connection
 * - busy: it has some, and takes the next one when it has time
 * - stalled: it has read nothing for 80 ms although something waits for it
 * - suspended: messages to it wait in the primary, and connections must not overtake them
 * - leaving: it was told to end, or ends by itself
 * - gone: its channel is closed: it gets nothing more
 * - listening: under Node's own cluster, where nobody knows more
 */
export type WorkerState =
  'starting' | 'idle' | 'busy' | 'stalled' | 'suspended' | 'leaving' | 'gone' | 'listening';

/** What is null is not known here: under Node's own cluster, or on another system than Linux. */
export interface WorkerStats {
  /** As in `cluster.workers`. */
  readonly id: number;
  readonly pid: number | null;
  /** Its place, from 0: the lowest that was free when it was forked. What replaces it takes it over. */
  readonly place: number;
  /** How many workers had the place before. */
  readonly restarts: number;
  readonly state: WorkerState;
  /** Of its process, in milliseconds. */
  readonly uptime: number | null;
  /** Connections that it has open. Of a worker that is blocked: at its last turn. */
  readonly open: number | null;
  /** Connections that it has taken, in all. */
  readonly taken: number | null;
  /** Those of them that it has taken from the listening sockets itself. */
  readonly pulled: number | null;
  /** Handed to it, and not read yet. */
  readonly unread: number | null;
  readonly handedOff: number | null;
  readonly takenBack: number | null;
  readonly refused: number | null;
  readonly stalls: number | null;
  /** Its event loop. */
  readonly loop: LoopStats | null;
  /** Of V8's heap in use, in bytes, about a second ago. */
  readonly heap: number | null;
  /** Resident memory, in bytes. */
  readonly rss: number | null;
  readonly cpu: CpuTime | null;
}

/** Frozen, with all that is in it. */
export interface Stats {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Who hands out connections. */
  readonly scheduler: 'gocluster' | 'builtin';
  readonly policy: string;
  readonly primary: PrimaryStats;
  /** Null under Node's own cluster, and before the first `fork()`. */
  readonly core: CoreStats | null;
  /** Null where `core` is. */
  readonly listeners: readonly ListenerStats[] | null;
  /** Every worker whose process has not ended, by id. */
  readonly workers: readonly WorkerStats[];
  /** Workers that were forked since this module was loaded, or lived then. */
  readonly forks: number;
  /** Workers that have ended since: wanted, or by themselves. */
  readonly exits: { readonly wanted: number; readonly unwanted: number };
}

/**
 * What there is to know at the moment. No worker is asked: one that is blocked changes nothing.
 *
 * Rejected with ERR_CLUSTER_NOT_PRIMARY in a worker.
 */
export function stats(): Promise<Stats>;

export interface WatchOptions {
  /** Milliseconds; 1000 without a word, 10 at least. */
  interval?: number;
  /** Ends the loop. */
  signal?: AbortSignal;
}

/**
 * One at once, then one an interval, until the loop is left.
 *
 * Throws ERR_INVALID_ARG_TYPE and ERR_OUT_OF_RANGE.
 */
export function watch(options?: WatchOptions): AsyncGenerator<Stats, void, void>;
