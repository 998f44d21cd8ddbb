'use strict';

// isConnected() is true from fork() on, and false once disconnect has been emitted.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    report('worker', cluster.worker.isConnected());
    process.on('disconnect', () => report('worker', cluster.worker.isConnected()));
    process.on('message', () => cluster.worker.disconnect());
    return;
  }
  const worker = cluster.fork();
  const seen = [worker.isConnected()];
  worker.on('online', () => {
    seen.push(worker.isConnected());
    worker.send('disconnect');
  });
  worker.on('disconnect', () => seen.push(worker.isConnected()));
  worker.on('exit', () => report('primary', ...seen, worker.isConnected()));
}

test('isConnected() follows the channel', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    ['worker', true],
    ['worker', false],
    ['primary', true, true, false, false],
  ]);
});
