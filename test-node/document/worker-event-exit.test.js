'use strict';

// The exit event of a worker has the exit code, or the name of the signal that ended it, and never
// both.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    if (cluster.worker.id === 1) process.exit(5);
    setInterval(() => {}, 1000);
    return;
  }
  const first = cluster.fork();
  const second = cluster.fork();
  first.on('exit', (...args) => {
    report('first', ...args);
    second.process.kill('SIGHUP');
  });
  second.on('exit', (...args) => report('second', ...args));
}

test("code and signal of a worker's 'exit'", async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    ['first', 5, null],
    ['second', null, 'SIGHUP'],
  ]);
});
