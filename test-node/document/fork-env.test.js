'use strict';

// fork(env) adds its pairs to the environment of that worker, over the primary's own.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const { TEST_A, TEST_B, TEST_C } = process.env;
  report(cluster.worker?.id ?? 'primary', TEST_A, TEST_B, TEST_C);
  if (cluster.isWorker) return cluster.worker.disconnect();
  const worker = cluster.fork({ TEST_B: 'from fork', TEST_C: 3 });
  report(worker instanceof cluster.Worker);
  worker.on('exit', () => cluster.fork());
}

test('the environment of a worker', async (t) => {
  const { reports } = await run(t, program, { env: { TEST_A: 'a', TEST_B: 'b' } });
  assert.deepEqual(reports, [
    ['primary', 'a', 'b', '(undefined)'],
    [true],
    [1, 'a', 'from fork', '3'],
    [2, 'a', 'b', '(undefined)'],
  ]);
});
