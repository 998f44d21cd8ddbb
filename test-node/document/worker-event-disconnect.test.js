'use strict';

// The disconnect event of a worker comes for that worker only, without arguments.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) return;
  const first = cluster.fork();
  const second = cluster.fork();
  first.on('disconnect', function (...args) {
    report('first', args.length, this === first);
    second.disconnect();
  });
  second.on('disconnect', () => report('second'));
  first.on('online', () => first.disconnect());
}

test("a worker's 'disconnect' is its own", async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [['first', 0, true], ['second']]);
});
