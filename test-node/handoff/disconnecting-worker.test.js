'use strict';
// worker.disconnect() under load, from the primary or from the worker: the worker serves what it has,
// the others go on, and no connection is refused, cut or lost.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { load } = require('./load.js');

const anywhere = { port: 0, host: '127.0.0.1' };
const ROUNDS = 6;

const disconnects = {
  primary: (cluster, worker) =>
    cluster.primary.run(({ cluster }, id) => {
      cluster.workers[id].disconnect();
    }, worker.to),
  worker: (cluster, worker) =>
    worker.run(({ cluster }) => {
      setImmediate(() => cluster.worker.disconnect());
    }),
};

for (const [from, disconnect] of Object.entries(disconnects)) {
  test(`disconnect() from the ${from} loses nothing`, async (t) => {
    const cluster = await start(t, { workers: 2 });
    const [{ port }] = await cluster.everywhere(listen, anywhere);
    const clients = load(port);
    await clients.served(50);

    for (let round = 0; round < ROUNDS; round++) {
      const leaves = cluster.workers.at(-2);
      const joins = await cluster.fork();
      await joins.run(listen, anywhere);
      await disconnect(cluster, leaves);
      assert.deepEqual(await leaves.exited, { code: 0, signal: null });
      const pids = await clients.served(50);
      assert.ok(pids.length >= 50);
    }
    await clients.stop();
  });
}
