// gocluster's types are those of node:cluster. The newest @types/node say `export =`, those up to 24 `export default`:
// both are understood.

type Exports = typeof import('node:cluster');
type Cluster = Exports extends { default: infer Default } ? Default : Exports;

declare const cluster: Cluster;

declare namespace cluster {
  type Address = import('node:cluster').Address;
  type ClusterSettings = import('node:cluster').ClusterSettings;
  type Worker = import('node:cluster').Worker;
}

export = cluster;
