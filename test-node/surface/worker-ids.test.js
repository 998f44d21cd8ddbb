'use strict';

// Worker ids count up from 1, are never used again, are the keys of cluster.workers, and are the same
// in the worker.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run } = require('../support/run.js');

test('ids are 1, 2, 3 and never used again', async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      report('in worker', cluster.worker.id);
      return cluster.worker.disconnect();
    }
    let left = 4;
    function fork() {
      const worker = cluster.fork();
      report('id', worker.id);
      report('key', cluster.workers[worker.id] === worker);
      worker.on('exit', () => --left > 1 && fork());
    }
    fork();
    fork();
  });
  await program.success();
  assert.deepEqual(program.all('id'), [1, 2, 3, 4]);
  assert.deepEqual(program.all('key'), [true, true, true, true]);
  assert.deepEqual(program.all('in worker').sort(), [1, 2, 3, 4]);
});
