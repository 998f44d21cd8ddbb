'use strict';

// The cluster object of a primary has the properties of Node's own, with the same values and
// descriptors, and is an ordinary EventEmitter.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, both } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  const EventEmitter = require('node:events');
  report('keys', Object.keys(cluster).sort());
  report(
    'for in',
    [
      ...(function* () {
        for (const key in cluster) yield key;
      })(),
    ].sort(),
  );
  for (const key of Object.getOwnPropertyNames(cluster).sort()) {
    const { value, get, set, writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(
      cluster,
      key,
    );
    const kind = value === null ? 'null' : typeof value;
    report(key, { kind, get, set, writable, enumerable, configurable });
    if (typeof value === 'function') report(`${key}.length`, value.length);
  }
  report('emitter', cluster instanceof EventEmitter && cluster.constructor === EventEmitter);
  report('prototype', Object.getPrototypeOf(cluster) === EventEmitter.prototype);
  report('aliases', cluster.setupMaster === cluster.setupPrimary);
  report('settings', cluster.settings);
  report('workers', cluster.workers);
}

test('own properties of the cluster object are those of the built-in', async (t) => {
  const { builtin, tested } = await both(t, program);
  assert.deepEqual(tested, builtin);
});

test('what a primary says it is', async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    const { isMaster, isPrimary, isWorker, SCHED_NONE, SCHED_RR, schedulingPolicy } = cluster;
    report('values', { isMaster, isPrimary, isWorker, SCHED_NONE, SCHED_RR, schedulingPolicy });
    report(
      'absent',
      ['worker', '_setupWorker', '_getServer'].filter((key) => key in cluster),
    );
  });
  assert.deepEqual(await program.next('values'), {
    isMaster: true,
    isPrimary: true,
    isWorker: false,
    SCHED_NONE: 1,
    SCHED_RR: 2,
    schedulingPolicy: 2,
  });
  assert.deepEqual(await program.next('absent'), []);
  await program.success();
});
