// gocluster's types for require('gocluster'): those of node:cluster in the program's @types/node. The newest use `export =`,
// those up to 24 `export default` and a class beside it. Both work.

type Exports = typeof import('node:cluster');
type BuiltinCluster = Exports extends { default: infer Default } ? Default : Exports;
type WorkerClass = Exports extends { Worker: infer Class } ? Class : never;

declare const cluster: cluster.Cluster;

declare namespace cluster {
  type Address = import('node:cluster').Address;
  interface Cluster extends BuiltinCluster {
    /** In the types up to 24 the object lacks the class. */
    readonly Worker: WorkerClass;
    get schedulingPolicy(): number;
    /** The strings are gocluster's own policies. Once a string is set, the property returns it, too. */
    set schedulingPolicy(value: number | 'least-connections' | 'sticky');
  }
  type ClusterSettings = import('node:cluster').ClusterSettings;
  type Worker = import('node:cluster').Worker;
  type SerializationType = NonNullable<ClusterSettings['serialization']>;

  // These are new in @types/node 25. Under an older one they are `any`.
  // @ts-ignore
  type ClusterEventMap = import('node:cluster').ClusterEventMap;
  // @ts-ignore
  type WorkerEventMap = import('node:cluster').WorkerEventMap;
  // @ts-ignore
  type WorkerOptions = import('node:cluster').WorkerOptions;
}

declare module 'node:cluster' {
  /** Options for every server of this process's workers: see `gocluster/server`. */
  interface ClusterSettings {
    schedulingPolicy?: import('./server.js').SchedulingPolicy;
    sticky?: import('./server.js').StickyOptions;
    proxyProtocol?: import('./server.js').ProxyProtocol;
  }
  interface Worker {
    /**
     * As `exitedAfterDisconnect`.
     * @deprecated use `exitedAfterDisconnect`
     */
    suicide: boolean;
  }
}

export = cluster;
