'use strict';

// The exit event of cluster has the worker, its code and its signal, after the same event of the
// worker.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    if (cluster.worker.id === 1) process.exit(9);
    setInterval(() => {}, 1000);
    return;
  }
  cluster.on('exit', (...args) => {
    const [worker, code, signal] = args;
    report('cluster', args.length, worker.id, code, signal);
    if (worker.id === 1) fork().on('online', () => cluster.workers[2].process.kill('SIGKILL'));
  });
  function fork() {
    const worker = cluster.fork();
    return worker.on('exit', () => report('worker', worker.id));
  }
  fork();
}

test("arguments of cluster's 'exit'", async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    ['worker', 1],
    ['cluster', 3, 1, 9, null],
    ['worker', 2],
    ['cluster', 3, 2, null, 'SIGKILL'],
  ]);
});
