'use strict';

// A Worker has the own properties of Node's own, in the primary and in the worker, and is
// extensible: packages put their own fields on it.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

test('own properties of a Worker are those of the built-in on both sides', async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');

    function describe(side, worker) {
      const keys = Object.keys(worker).filter((key) => !key.startsWith('_'));
      report(`${side} keys`, keys.sort());
      const { id, state, exitedAfterDisconnect } = worker;
      report(`${side} values`, { id, state, exitedAfterDisconnect });
      report(`${side} own`, Object.hasOwn(worker, 'exitedAfterDisconnect'));
      report(`${side} extensible`, Object.isExtensible(worker));
      worker.expando = { count: 1 };
      report(`${side} expando`, worker.expando);
    }

    if (cluster.isPrimary) {
      const worker = cluster.fork();
      describe('primary', worker);
      report('ChildProcess', worker.process instanceof require('node:child_process').ChildProcess);
      report('pid', worker.process.pid > 0 && worker.process.pid !== process.pid);
      report('table', cluster.workers[1] === worker);
    } else {
      describe('worker', cluster.worker);
      report('process', cluster.worker.process === process);
      cluster.worker.disconnect();
    }
  });
  assert.deepEqual(tested, builtin);
});
