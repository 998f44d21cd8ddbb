'use strict';

// worker.disconnect() in the primary makes the worker close its servers and disconnect by itself.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isMaster) {
    const worker = cluster.fork();
    worker.on('listening', () => {
      const before = worker.exitedAfterDisconnect;
      worker.disconnect();
      const after = worker.exitedAfterDisconnect;
      worker.on('disconnect', () => report('disconnect', before, after));
    });
    worker.on('exit', (code, signal) => report('exit', code, signal));
    return;
  }
  require('node:net')
    .createServer()
    .on('close', () => report('close', cluster.worker.exitedAfterDisconnect))
    .listen(0, '127.0.0.1');
  process.on('message', (message) => report('a message', message));
}

test('the worker disconnects itself', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    ['close', true],
    ['disconnect', '(undefined)', true],
    ['exit', 0, null],
  ]);
});
