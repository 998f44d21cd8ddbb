import { EventEmitter } from 'node:events';
import type { StickyOptions } from '../lib/server';

/** Milliseconds, or a time such as "10s", "500ms" or "1m"; "24d" at most. */
export type Duration = number | string;

/** Every setting of `gocluster run`. docs/run.md has the defaults and the reasons. */
export interface Config {
  /** The file of the program, relative to `cwd`. */
  script?: string;
  args?: string[];
  /** What `gocluster status --name` calls the service: letters, digits, ".", "_", "-". */
  name?: string;
  cwd?: string;
  /** Added to the workers' environment. */
  env?: Record<string, string | number | boolean | undefined>;
  /** Arguments of node, for the workers. */
  nodeArgs?: string[];
  /** "auto": one for each processor that this process may use. */
  workers?: number | 'auto';
  policy?: 'rr' | 'none' | 'least-connections' | 'sticky';
  /** Always the same worker for a client, identified by "address", "header=NAME", "cookie=NAME", "query=NAME", "socket.io", or as in `gocluster/server`. */
  sticky?: string | StickyOptions;
  /** Connections begin with a PROXY header: all of them, those that have one, or those from these networks. */
  proxyProtocol?: boolean | 'required' | 'optional' | string | string[];
  /** A worker is ready when it calls `process.send('ready')`, not when it listens. */
  waitReady?: boolean;
  readyTimeout?: Duration;
  drainTimeout?: Duration;
  exitTimeout?: Duration;
  /** The address for HAProxy's agent-check: a port, or "127.0.0.1:8001". */
  agentCheck?: string | number;
  /** Whether the agent's answer contains a weight. */
  agentWeights?: boolean;
  /** The address of the pages /live, /ready and /metrics. */
  health?: string | number;
  /** How long a shutdown waits before it drains, so that balancers learn of it first. */
  drainDelay?: Duration;
  /** How long a successor may take to become ready. */
  upgradeTimeout?: Duration;
  /** How many workers a reload replaces at a time. */
  parallel?: number;
  minUptime?: Duration;
  restartDelay?: Duration;
  maxRestartDelay?: Duration;
  /** After more failures in a row than this, a place stays empty. */
  maxRestarts?: number;
  /** How long a new worker must stay ready before the old one drains. */
  settleTime?: Duration;
  /** The signal that ends a worker that has finished, or is too late. */
  stopSignal?: NodeJS.Signals;
  /** The program gets it by `process.on('message')` when its worker begins to drain. */
  drainMessage?: string;
  /** A worker that uses more memory than this is replaced: bytes, "300M", "1G". */
  maxMemory?: number | string;
  /** A worker that has been ready for this long is replaced. */
  maxAge?: Duration;
  /** A worker that has served this many requests is replaced. */
  maxRequests?: number;
  /** A cron expression of five fields, or of six with seconds: reload at these times. */
  reloadAt?: string;
  /** A worker whose event loop stands still for this long is replaced, with a diagnostic report. */
  stuckAfter?: Duration;
  /** Reload when a file that the program has loaded changes. */
  watch?: boolean;
  /** The file to which the workers' standard output is appended. */
  outFile?: string;
  /** The same for standard error. */
  errorFile?: string;
  /** The environment variable for a worker's instance number. */
  instanceVariable?: string;
  /** Puts the worker's number before each line of its output. */
  prefix?: boolean;
  quiet?: boolean;
  logFormat?: 'text' | 'json';
  /** The path of the control socket; true: by the service's name; false: none. */
  control?: string | boolean;
  /** Whether the supervisor handles INT, TERM, QUIT, HUP, USR2, TTIN and TTOU. */
  signals?: boolean;
}

export interface WorkerStatus {
  id: number;
  instance: number;
  pid: number;
  state: 'starting' | 'ready' | 'draining' | 'gone';
  /** How long it has been ready, in milliseconds. */
  uptime: number;
  /** Resident memory in bytes; null if the system does not report it. */
  memory: number | null;
  /** How often its place has lost a worker that was not told to end; null for one that drains. */
  restarts: number | null;
  addresses: { address: string | null; port: number; addressType: number | string; fd?: number }[];
}

export interface Status {
  name: string;
  state: 'starting' | 'running' | 'stopping' | 'ended';
  pid: number;
  version: string;
  node: string;
  script: string;
  /** The requested operations: the first is under way, the others wait for it. */
  operations: ('reload' | 'restart' | 'recycle' | 'drain' | 'scale' | 'upgrade')[];
  wanted: number;
  /** Instances that wait for a restart. */
  waiting: number[];
  /** Instances that have failed too often: their places stay empty until a reload. */
  givenUp: number[];
  workers: WorkerStatus[];
}

export interface Outcome {
  code: number;
  /** Why the service could not be started. */
  error?: Error;
}

/** Its events are those that `--log-format json` prints. */
export interface Supervisor extends EventEmitter {
  readonly state: Status['state'];
  readonly ended: Promise<Outcome>;
  status(): Status;
  reload(): Promise<{ replaced: number }>;
  restart(id: number): Promise<{ replaced: number }>;
  drain(id: number): Promise<{ workers: number }>;
  scale(workers: number | string): Promise<{ workers: number }>;
  /** Another process takes over, and this one ends when its workers have finished. node: another Node. */
  upgrade(options?: { node?: string }): Promise<{ pid: number }>;
  stop(options?: { now?: boolean; code?: number }): Promise<Outcome>;
}

/**
 * Starts a service in this process, which becomes the primary of its cluster.
 *
 * Errors: ERR_GOCLUSTER_CONFIG, with a sentence for each problem in `problems`; ERR_GOCLUSTER_CONTROL.
 */
export function start(config: Config & { script: string }): Promise<Supervisor>;

/** For the types in a configuration file. */
export function defineConfig(config: Config): Config;
