'use strict';

// exitedAfterDisconnect is true after disconnect(), whichever side called it.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    if (cluster.worker.id === 1) cluster.worker.disconnect();
    return;
  }
  const first = cluster.fork();
  const second = cluster.fork();
  first.on('exit', () => {
    report('by the worker', first.exitedAfterDisconnect);
    second.disconnect();
    report('by the primary', second.exitedAfterDisconnect);
  });
  second.on('exit', () => report('at exit', second.exitedAfterDisconnect));
}

test('true after disconnect()', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    ['by the worker', true],
    ['by the primary', true],
    ['at exit', true],
  ]);
});
