// gocluster's types for require('gocluster'): those of node:cluster in the @types/node that the program has. The newest
// say `export =`, those up to 24 `export default` and a class beside it: both are understood.

type Exports = typeof import('node:cluster');
type BuiltinCluster = Exports extends { default: infer Default } ? Default : Exports;
type WorkerClass = Exports extends { Worker: infer Class } ? Class : never;

declare const cluster: cluster.Cluster;

declare namespace cluster {
  type Address = import('node:cluster').Address;
  interface Cluster extends BuiltinCluster {
    /** The types up to 24 do not say that the object has the class. */
    readonly Worker: WorkerClass;
    get schedulingPolicy(): number;
    /** The words are gocluster's own. Once one is set, it is what is read, too. */
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
  /** For each server of this process's workers; `gocluster/server` has more about them. */
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
