'use strict';

// destroy() is another name of kill(), for old programs.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    setInterval(() => {}, 1000);
    if (cluster.worker.id === 1) cluster.worker.destroy();
    return;
  }
  cluster.fork().on('exit', (code, signal) => {
    report('in the worker', code, signal);
    const worker = cluster.fork();
    worker.on('online', () => worker.destroy('SIGINT'));
    worker.on('exit', (...args) => report('in the primary', ...args));
  });
}

test('destroy() kills', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    ['in the worker', 0, null],
    ['in the primary', null, 'SIGINT'],
  ]);
});
