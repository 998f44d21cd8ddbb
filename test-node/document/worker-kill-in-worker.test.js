'use strict';

// kill() in a worker gives up the channel and exits with code 0, a wanted exit.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isMaster) {
    cluster.fork().on('exit', function (code, signal) {
      report('primary', code, signal, this.exitedAfterDisconnect);
    });
    return;
  }
  process.on('disconnect', () => report('worker', 'disconnect'));
  process.on('exit', (code) => report('worker', code));
  setInterval(() => {}, 1000);
  cluster.worker.kill();
}

test('kill() in a worker', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    ['worker', 'disconnect'],
    ['worker', 0],
    ['primary', 0, null, true],
  ]);
});
