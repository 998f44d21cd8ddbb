'use strict';

// With silent the output of a worker comes to the primary, in worker.process.stdout, and not to the
// primary's own.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    console.log('from the worker');
    return cluster.worker.disconnect();
  }
  cluster.setupMaster({ silent: true });
  const worker = cluster.fork();
  report(typeof worker.process.stdout.on, typeof worker.process.stderr.on);
  worker.process.stdout.setEncoding('utf8').on('data', (text) => report(text));
}

test('a silent worker', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [['function', 'function'], ['from the worker\n']]);
});
