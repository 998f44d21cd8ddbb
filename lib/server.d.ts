// gocluster/server: what a worker asks of one of its servers.

/** Who gets the next connection. The numbers are `cluster.SCHED_NONE` and `cluster.SCHED_RR`. */
export type SchedulingPolicy = 'rr' | 'none' | 'least-connections' | 'sticky' | 1 | 2;

/** Where a sticky server looks, and how long. */
export interface StickyLimits {
  /** How many bits of an IPv6 address are one client, 1 to 128. Default: `128`. */
  ipv6Prefix?: number;
  /** How much of the first request is looked into, in bytes, at most 65,536. Default: `16384`. */
  maxBytes?: number;
  /** How long the first request may take, in milliseconds, at most 60,000. Default: `1000`. */
  timeout?: number;
}

/** By what of a connection a sticky server goes. Where a connection does not have it, it is the client's address. */
export type StickyOptions = StickyLimits &
  (
    | { header?: undefined; cookie?: undefined; query?: undefined; socketIO?: undefined }
    | { header: string; cookie?: undefined; query?: undefined; socketIO?: undefined }
    | { header?: undefined; cookie: string; query?: undefined; socketIO?: undefined }
    | { header?: undefined; cookie?: undefined; query: string; socketIO?: undefined }
    | { header?: undefined; cookie?: undefined; query?: undefined; socketIO: true }
  );

/** `true`: each connection begins with a header; a list: those from there do. */
export type ProxyProtocol = boolean | 'optional' | readonly string[];

export interface ServerOptions {
  schedulingPolicy?: SchedulingPolicy;
  /** Asks for `schedulingPolicy: 'sticky'`. */
  sticky?: StickyOptions;
  proxyProtocol?: ProxyProtocol;
}

/** What a proxy has said of a connection, by the PROXY protocol: `socket.proxyProtocol`. */
export interface ProxyHeader {
  readonly version: 1 | 2;
  /** `LOCAL`: the proxy speaks for itself, as in a health check. */
  readonly command: 'PROXY' | 'LOCAL';
  /** Undefined where the proxy names no addresses: then the socket's own are those of the connection. */
  readonly family: 'IPv4' | 'IPv6' | 'unix' | undefined;
  /** The client's; of a Unix socket a path. */
  readonly sourceAddress: string | undefined;
  readonly sourcePort: number | undefined;
  /** What the client has connected to. */
  readonly destinationAddress: string | undefined;
  readonly destinationPort: number | undefined;
  /** The other fields of version 2, by type: 1 ALPN, 2 authority, 3 checksum, 5 unique id, 32 TLS, ... */
  readonly tlvs: ReadonlyMap<number, Buffer>;
}

declare module 'node:net' {
  interface Socket {
    /** Of a server that is configured with `proxyProtocol`, where the connection began with a header. */
    readonly proxyProtocol?: ProxyHeader;
  }
}

/**
 * Says who gets the connections of a server, and what they begin with. The next `listen()` takes it; outside a worker of gocluster's
 * it changes nothing. All workers that listen on an address must ask for the same: another one's `listen()` is an error,
 * `ERR_CLUSTER_OPTIONS_DIFFER`.
 *
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`: an option that cannot be; the message names it
 * @throws {Error} `ERR_SERVER_ALREADY_LISTEN`
 */
export function configure<T extends import('node:net').Server>(
  server: T,
  options: ServerOptions,
): T;
