'use strict';

// exitedAfterDisconnect is undefined until the worker exits or disconnects, and false after an
// accidental exit.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    process.on('message', () => process.exit(1));
    return;
  }
  const worker = cluster.fork();
  report('forked', worker.exitedAfterDisconnect);
  worker.on('online', () => {
    report('online', worker.exitedAfterDisconnect);
    worker.send('exit');
  });
  worker.on('exit', () => report('exit', worker.exitedAfterDisconnect));
}

test('undefined first, false after an accident', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    ['forked', '(undefined)'],
    ['online', '(undefined)'],
    ['exit', false],
  ]);
});
