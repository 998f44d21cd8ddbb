'use strict';

// process.kill() in a worker is Node's own function: the worker dies by the signal, unwanted.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) return process.kill(process.pid, 'SIGTERM');
  cluster.fork().on('exit', function (code, signal) {
    report(code, signal, this.exitedAfterDisconnect);
  });
}

test('process.kill() is not worker.kill()', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [[null, 'SIGTERM', false]]);
});
