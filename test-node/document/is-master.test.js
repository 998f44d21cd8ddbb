'use strict';

// isMaster and isWorker are each other's contrary; NODE_UNIQUE_ID, which decides, is gone from a
// worker's environment, so what a worker spawns is a primary again.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  report(
    process.argv[2] ?? 'primary',
    cluster.isMaster,
    cluster.isWorker,
    process.env.NODE_UNIQUE_ID,
  );
  if (process.argv[2] === 'grandchild') return;
  if (cluster.isMaster) {
    cluster.setupMaster({ args: ['worker'] });
    cluster.fork();
    return;
  }
  const { spawn } = require('node:child_process');
  spawn(process.execPath, [...process.execArgv, process.argv[1], 'grandchild'], {
    stdio: 'inherit',
  }).on('exit', () => cluster.worker.disconnect());
}

test('who is a primary', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    ['primary', true, false, '(undefined)'],
    ['worker', false, true, '(undefined)'],
    ['grandchild', true, false, '(undefined)'],
  ]);
});
