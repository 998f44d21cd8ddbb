'use strict';

// Proves that a primary of one's own knows whether a predecessor waits for it: from its start until it has said that it is ready.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, GOCLUSTER_ONLY } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  const { hasPredecessor, predecessorPid, ready, upgrade } = require('gocluster/upgrade');
  if (cluster.isWorker) {
    require('node:net').createServer().listen(0, '127.0.0.1');
    return;
  }
  cluster.fork();
  cluster.once('listening', async () => {
    const before = hasPredecessor();
    ready();
    report('waits', [before, hasPredecessor(), predecessorPid()]);
    if (before) return;
    const { pid } = await upgrade();
    report('upgraded', pid);
    cluster.disconnect();
  });
}

test('before and after', { skip: GOCLUSTER_ONLY }, async (t) => {
  const old = run(t, program, { install: true });
  assert.deepEqual(await old.next('waits'), [false, false, null]);
  assert.deepEqual(await old.next('waits'), [true, false, old.pid]);
  await old.next('upgraded');
});
