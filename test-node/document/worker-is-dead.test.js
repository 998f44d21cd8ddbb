'use strict';

// isDead() is false while the process runs, and true after an exit as after a signal.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    report('worker', cluster.worker.isDead());
    if (cluster.worker.id === 1) process.exit(0);
    setInterval(() => {}, 1000);
    return;
  }
  const exiting = cluster.fork();
  report('forked', exiting.isDead());
  exiting.on('exit', () => {
    report('exited', exiting.isDead());
    const killed = cluster.fork();
    killed.on('online', () => {
      report('online', killed.isDead());
      killed.process.kill('SIGKILL');
    });
    killed.on('exit', () => report('killed', killed.isDead()));
  });
}

test('isDead() follows the process', async (t) => {
  const { reports } = await run(t, program);
  // The second worker may be killed before it says its own.
  assert.deepEqual(
    reports.filter(([who]) => who !== 'worker'),
    [
      ['forked', false],
      ['exited', true],
      ['online', false],
      ['killed', true],
    ],
  );
  assert.deepEqual(
    reports.find(([who]) => who === 'worker'),
    ['worker', false],
  );
});
