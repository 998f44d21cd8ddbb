'use strict';

// The error event of a worker is that of child_process.fork(): sending to a worker that is gone
// gives ERR_IPC_CHANNEL_CLOSED there.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) return process.disconnect();
  const worker = cluster.fork();
  worker.on('error', (error) => report(error.code, error instanceof Error));
  worker.on('exit', () => report('sent', worker.send('too late')));
}

test("send() to a gone worker is an 'error' of the worker", async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    ['sent', false],
    ['ERR_IPC_CHANNEL_CLOSED', true],
  ]);
});
