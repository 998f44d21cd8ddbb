'use strict';

// cluster.worker is the worker itself, with the id that the primary gave; a primary has none.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  report(typeof cluster.worker, cluster.worker instanceof cluster.Worker, cluster.worker?.id);
  if (cluster.isWorker) return cluster.worker.disconnect();
  cluster.fork().on('exit', () => cluster.fork());
}

test('cluster.worker', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    ['undefined', false, '(undefined)'],
    ['object', true, 1],
    ['object', true, 2],
  ]);
});
