'use strict';

// fork(), disconnect(), setupMaster(), settings and workers are the primary's: a worker has none of
// them.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isMaster) {
    cluster.fork();
    return;
  }
  const names = ['fork', 'disconnect', 'setupMaster', 'settings', 'workers', 'schedulingPolicy'];
  report(...names.map((name) => typeof cluster[name]));
  try {
    cluster.fork();
  } catch (error) {
    report(error.name, error.message);
  }
  cluster.worker.disconnect();
}

test('what a worker does not have', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    Array(6).fill('undefined'),
    ['TypeError', 'cluster.fork is not a function'],
  ]);
});
