'use strict';

// Each worker has an id of its own, never used again, and is found under it in cluster.workers
// while it lives.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) return;
  const [first, second] = [cluster.fork(), cluster.fork()];
  report(first.id, second.id, cluster.workers[1] === first, cluster.workers[2] === second);
  first.on('online', () => first.kill());
  first.on('exit', () => {
    const third = cluster.fork();
    report(third.id, Object.keys(cluster.workers));
    cluster.on('online', (worker) => worker === third && cluster.disconnect());
  });
}

test('ids count up', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    [1, 2, true, true],
    [3, ['2', '3']],
  ]);
});
