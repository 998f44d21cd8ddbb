// An ES module that takes what it needs from the cluster by name. The named bindings must be gocluster's when it has
// taken the cluster over. (A worker has no export `fork`: naming it in an import would be an error there.)

import cluster, { Worker, isPrimary, isWorker } from 'node:cluster';
import { createServer } from 'node:http';
// eslint-disable-next-line n/prefer-node-protocol -- both names must lead to the same module
import * as everything from 'cluster';

const WORKERS = 2;
const same = {
  Worker: Worker === cluster.Worker,
  fork: everything.fork === cluster.fork,
  workers: everything.workers === cluster.workers,
  setup: everything.setupPrimary === cluster.setupPrimary,
  default: everything.default === cluster,
};
const names = Object.keys(everything);

if (isPrimary) {
  let listening = 0;
  cluster.on('listening', (worker, { port }) => {
    if (++listening < WORKERS) return;
    const instances = Object.values(everything.workers).map((each) => each instanceof Worker);
    console.log(JSON.stringify({ ready: { port, same, names, instances } }));
  });
  for (let i = 0; i < WORKERS; i++) everything.fork();
  process.on('SIGTERM', () => everything.disconnect());
} else {
  const server = createServer((req, res) => {
    const { worker } = cluster;
    const { execArgv } = process;
    const body = {
      id: worker.id,
      same,
      isWorker,
      names,
      execArgv,
      isOne: worker instanceof Worker,
    };
    res.end(JSON.stringify(body));
  });
  // The rest of the module runs in a later tick.
  await null;
  server.listen(0, '127.0.0.1');
}
