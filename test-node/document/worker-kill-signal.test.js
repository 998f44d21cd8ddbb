'use strict';

// kill() sends SIGTERM, or the signal that it is given.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) return void setInterval(() => {}, 1000);
  const [first, second] = [cluster.fork(), cluster.fork()];
  first.on('online', () => first.kill());
  first.on('exit', (code, signal) => {
    report(code, signal);
    second.kill('SIGINT');
  });
  second.on('exit', (code, signal) => report(code, signal));
}

test('the signal of kill()', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    [null, 'SIGTERM'],
    [null, 'SIGINT'],
  ]);
});
