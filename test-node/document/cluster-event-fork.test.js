'use strict';

// The fork event comes with the worker after fork() has returned, and before the worker is online.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) return;
  cluster.on('fork', (...args) => report('fork', args.length, args[0] === worker));
  cluster.on('online', (...args) => {
    report('online', args.length, args[0] === worker);
    worker.disconnect();
  });
  const worker = cluster.fork();
  report('returned');
}

test("'fork' comes before 'online'", async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [['returned'], ['fork', 1, true], ['online', 1, true]]);
});
