'use strict';

// Without `silent` the worker's stdout and stderr are the primary's own. With it: differential, fork/silent.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run } = require('../support/run.js');

test('the streams of the primary', async (t) => {
  const running = run(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      console.log('to stdout');
      console.error('to stderr');
      return cluster.worker.disconnect();
    }
    cluster.setupPrimary({ silent: false });
    const { stdin, stdout, stderr, stdio } = cluster.fork().process;
    report('streams', [stdin, stdout, stderr, ...stdio]);
  });
  assert.deepEqual(await running.end(), { code: 0, signal: null });
  assert.deepEqual(running.all('streams'), [Array(7).fill(null)]);
  assert.deepEqual(running.stdout, 'to stdout\n');
  assert.deepEqual(running.stderr, 'to stderr\n');
});
