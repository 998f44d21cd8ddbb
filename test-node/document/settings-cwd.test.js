'use strict';

// cwd is the folder of the worker; without it the worker has that of the primary.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const fs = require('node:fs');
  if (cluster.isWorker) {
    report(cluster.worker.id, require('node:path').relative(process.env.TEST_HOME, process.cwd()));
    return cluster.worker.disconnect();
  }
  fs.mkdirSync('inner');
  const env = { TEST_HOME: process.cwd() };
  cluster.fork(env).on('exit', () => {
    cluster.setupMaster({ cwd: 'inner' });
    cluster.fork(env);
  });
}

test('the folder of a worker', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    [1, ''],
    [2, 'inner'],
  ]);
});
