'use strict';

// The disconnect event of cluster comes for a worker that exits, for one that is killed and for one
// that disconnects.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    if (cluster.worker.id === 1) process.exit(0);
    setInterval(() => {}, 1000);
    process.on('disconnect', () => process.exit(0));
    return;
  }
  cluster.on('disconnect', (...args) => {
    const [worker] = args;
    report(args.length, worker.id, worker.isConnected(), worker instanceof cluster.Worker);
    if (worker.id === 3) return;
    const next = cluster.fork();
    next.on('online', () => (next.id === 2 ? next.kill() : next.disconnect()));
  });
  cluster.fork();
}

test("three ways to 'disconnect'", async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    [1, 1, false, true],
    [1, 2, false, true],
    [1, 3, false, true],
  ]);
});
