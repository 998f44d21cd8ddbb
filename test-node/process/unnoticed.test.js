'use strict';
// The program does not see the core: it keeps nothing alive, is no handle, no worker and no event.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { both } = require('../support/run.js');
const { env, skip } = require('./core.js');

function program(report) {
  const cluster = require('node:cluster');
  if (cluster.isWorker) {
    process.disconnect();
    return;
  }
  cluster.fork();
  report('handles', process._getActiveHandles().length);
  report('workers', Object.keys(cluster.workers));
  cluster.on('exit', (worker, ...args) => report('exit', args));
}

test('what a program sees of the core', { skip }, async (t) => {
  const { builtin, tested } = await both(t, program, { env });
  assert.deepEqual(tested, builtin);
});
