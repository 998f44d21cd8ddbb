'use strict';

// In a worker messages of the primary come to process and to cluster.worker.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    cluster.worker.on('message', (message) => report('worker', message));
    process.on('message', (message) => {
      report('process', message);
      cluster.worker.disconnect();
    });
    return;
  }
  cluster.fork().send({ to: 'worker' });
}

test("process.on('message') in a worker", async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports.sort(), [
    ['process', { to: 'worker' }],
    ['worker', { to: 'worker' }],
  ]);
});
