'use strict';

// process.disconnect() in a worker is not worker.disconnect(): the worker exits with 0, and the
// exit counts as accidental.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    require('node:net')
      .createServer()
      .on('close', () => report('close'))
      .listen(0, '127.0.0.1', () => process.disconnect());
    process.on('exit', (code) => report('worker', code, cluster.worker.exitedAfterDisconnect));
    return;
  }
  cluster.fork().on('exit', function (code, signal) {
    report('primary', code, signal, this.exitedAfterDisconnect);
  });
}

test('process.disconnect() ends the worker', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    ['worker', 0, '(undefined)'],
    ['primary', 0, null, false],
  ]);
});
