'use strict';

// worker.process is the ChildProcess in the primary and the global process in the worker.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    process.send([cluster.worker.process === process, process.pid]);
    return;
  }
  const { ChildProcess } = require('node:child_process');
  const worker = cluster.fork();
  worker.on('message', ([same, pid]) => {
    report(same, worker.process instanceof ChildProcess, worker.process.pid === pid);
    worker.disconnect();
  });
}

test('worker.process on both sides', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [[true, true, true]]);
});
