'use strict';

// The cluster object of a worker has the properties of Node's own; what only a primary has is not
// there at all.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, both } = require('../support/run.js');

test('own properties of the cluster object in a worker are those of the built-in', async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isPrimary) return cluster.fork();
    report('keys', Object.keys(cluster).sort());
    for (const key of Object.getOwnPropertyNames(cluster).sort()) {
      const { value, ...rest } = Object.getOwnPropertyDescriptor(cluster, key);
      report(key, { kind: value === null ? 'null' : typeof value, ...rest });
    }
    cluster.worker.disconnect();
  });
  assert.deepEqual(tested, builtin);
});

test('what only a primary has is absent in a worker', async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isPrimary) return cluster.fork();
    const ofPrimary = [
      'fork',
      'workers',
      'settings',
      'setupPrimary',
      'setupMaster',
      'disconnect',
      'SCHED_RR',
      'SCHED_NONE',
      'schedulingPolicy',
    ];
    report(
      'there',
      ofPrimary.filter((key) => key in cluster),
    );
    const { isMaster, isPrimary, isWorker } = cluster;
    report('is', { isMaster, isPrimary, isWorker });
    report('worker', cluster.worker instanceof cluster.Worker);
    cluster.worker.disconnect();
  });
  assert.deepEqual(await program.next('there'), []);
  assert.deepEqual(await program.next('is'), { isMaster: false, isPrimary: false, isWorker: true });
  assert.equal(await program.next('worker'), true);
  await program.success();
});
