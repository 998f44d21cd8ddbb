'use strict';

// A worker leaves cluster.workers once it has disconnected and exited, and before the last of the
// two events.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    if (cluster.worker.id % 2) process.exit(1); // the odd ones exit, the even ones are killed
    setInterval(() => {}, 1000);
    return;
  }
  const WORKERS = 6;
  function next(id) {
    if (id > WORKERS) return;
    const worker = cluster.fork();
    const events = [];
    const note = (name) => () => {
      events.push([name, worker.id in cluster.workers]);
      if (events.length < 2) return;
      report(id, events[1][1]);
      next(id + 1);
    };
    worker.on('disconnect', note('disconnect'));
    worker.on('exit', note('exit'));
    if (id % 2 === 0) worker.on('online', () => worker.process.kill('SIGKILL'));
  }
  next(1);
}

test('gone before the last event', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(
    reports,
    [1, 2, 3, 4, 5, 6].map((id) => [id, false]),
  );
});
