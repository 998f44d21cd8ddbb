'use strict';

// In a worker the error of sending comes to process and to cluster.worker.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isMaster) {
    cluster.fork();
    return;
  }
  process.on('error', (error) => report('process', error.code));
  cluster.worker.on('error', (error) => report('worker', error.code));
  cluster.worker.exitedAfterDisconnect = true; // else the loss of the channel ends it
  process.on('disconnect', () => process.send('too late'));
  process.disconnect();
}

test("process.on('error') in a worker", async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports.sort(), [
    ['process', 'ERR_IPC_CHANNEL_CLOSED'],
    ['worker', 'ERR_IPC_CHANNEL_CLOSED'],
  ]);
});
