// gocluster/server: options that a worker sets for one of its servers.

/** How the worker for the next connection is chosen. The numbers are `cluster.SCHED_NONE` and `cluster.SCHED_RR`. */
export type SchedulingPolicy = 'rr' | 'none' | 'least-connections' | 'sticky' | 1 | 2;

/** Limits for the examination of a client's first request. */
export interface StickyLimits {
  /** How many bits of an IPv6 address are one client, 1 to 128. Default: `128`. */
  ipv6Prefix?: number;
  /** How much of the first request is examined, in bytes, at most 65,536. Default: `16384`. */
  maxBytes?: number;
  /** How long the first request may take, in milliseconds, at most 60,000. Default: `1000`. */
  timeout?: number;
}

/** What identifies a client to a sticky server. Without the header, cookie or parameter, it is the client's address. */
export type StickyOptions = StickyLimits &
  (
    | { header?: undefined; cookie?: undefined; query?: undefined; socketIO?: undefined }
    | { header: string; cookie?: undefined; query?: undefined; socketIO?: undefined }
    | { header?: undefined; cookie: string; query?: undefined; socketIO?: undefined }
    | { header?: undefined; cookie?: undefined; query: string; socketIO?: undefined }
    | { header?: undefined; cookie?: undefined; query?: undefined; socketIO: true }
  );

/** `true`: each connection must begin with a header; a list: connections from these networks must. */
export type ProxyProtocol = boolean | 'optional' | readonly string[];

export interface ServerOptions {
  schedulingPolicy?: SchedulingPolicy;
  /** Implies `schedulingPolicy: 'sticky'`. */
  sticky?: StickyOptions;
  proxyProtocol?: ProxyProtocol;
}

/** The contents of a connection's PROXY protocol header: `socket.proxyProtocol`. */
export interface ProxyHeader {
  readonly version: 1 | 2;
  /** `LOCAL`: the proxy speaks for itself, as in a health check. */
  readonly command: 'PROXY' | 'LOCAL';
  /** Undefined if the proxy names no addresses; the socket then has its own. */
  readonly family: 'IPv4' | 'IPv6' | 'unix' | undefined;
  /** The client's address, or a path for a Unix socket. */
  readonly sourceAddress: string | undefined;
  readonly sourcePort: number | undefined;
  /** The address that the client has connected to. */
  readonly destinationAddress: string | undefined;
  readonly destinationPort: number | undefined;
  /** The other fields of version 2, by type: 1 ALPN, 2 authority, 3 checksum, 5 unique id, 32 TLS, ... */
  readonly tlvs: ReadonlyMap<number, Buffer>;
}

declare module 'node:net' {
  interface Socket {
    /** Set by a server that is configured with `proxyProtocol`, if the connection began with a header. */
    readonly proxyProtocol?: ProxyHeader;
  }
}

/**
 * Sets how connections of a server are scheduled, and whether they begin with a header. Takes effect at the next `listen()`; outside a
 * gocluster worker it changes nothing. All workers that listen on an address must ask for the same options: otherwise `listen()` fails
 * with `ERR_CLUSTER_OPTIONS_DIFFER`.
 *
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`: an option is invalid; the message names it
 * @throws {Error} `ERR_SERVER_ALREADY_LISTEN`
 */
export function configure<T extends import('node:net').Server>(
  server: T,
  options: ServerOptions,
): T;
