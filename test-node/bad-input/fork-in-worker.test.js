'use strict';

// What only a primary has, called in a worker, is a TypeError as under Node; the worker goes on.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

test('fork() and others in a worker', async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isPrimary) return cluster.fork().on('exit', (...args) => report('exit', args));
    for (const method of ['fork', 'setupPrimary', 'setupMaster', 'disconnect']) {
      try {
        report(`${method} returns`, cluster[method]());
      } catch (error) {
        report(method, error);
      }
    }
    cluster.worker.disconnect();
  });
  assert.deepEqual(tested, builtin);
  assert.deepEqual(tested[0], [
    'fork',
    { name: 'TypeError', message: 'cluster[method] is not a function' },
  ]);
});
