'use strict';

// The online event of a worker comes for that worker only, before it listens, and never in the
// worker itself.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    cluster.worker.on('online', () => report('in the worker'));
    require('node:net').createServer().listen(0);
    return;
  }
  const worker = cluster.fork();
  worker.on('listening', () => {
    report('listening');
    worker.disconnect();
  });
  worker.on('online', (...args) => report('online', args.length));
}

test("a worker's 'online' is its own, in the primary", async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [['online', 0], ['listening']]);
});
