'use strict';

// worker.disconnect() returns the worker, in the primary and in the worker.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    if (cluster.worker.id === 1) report('worker', cluster.worker.disconnect() === cluster.worker);
    return;
  }
  const first = cluster.fork();
  first.on('exit', () => {
    const second = cluster.fork();
    second.on('online', () => report('primary', second.disconnect() === second));
  });
}

test('disconnect() returns the worker', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    ['worker', true],
    ['primary', true],
  ]);
});
