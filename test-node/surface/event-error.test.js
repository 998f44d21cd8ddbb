'use strict';

// 'error' of worker.process, and of process in the worker, is given on by the Worker with all its
// arguments; a send that fails without a callback is such an error.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

test("'error' is given on by the Worker", async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    const where = cluster.isPrimary ? 'primary' : 'worker';
    const worker = cluster.isPrimary ? cluster.fork() : cluster.worker;
    worker.on('error', (...args) => report(`${where} error`, args));
    worker.process.emit('error', new Error('made up'), 'second');
    if (cluster.isWorker) return worker.disconnect();
    worker.on('exit', () => {
      report('send returns', worker.send('too late'));
    });
  });
  const side = (reports, name) => reports.filter(([n]) => n.startsWith(name));
  for (const name of ['primary', 'worker', 'send']) {
    assert.deepEqual(side(tested, name), side(builtin, name));
  }
  assert.equal(side(tested, 'primary')[1][1][0].code, 'ERR_IPC_CHANNEL_CLOSED');
});

test('a working directory that is not there is an error of the worker', async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    cluster.setupPrimary({ cwd: '/is/not/there' });
    const worker = cluster.fork();
    for (const event of ['online', 'error', 'disconnect', 'exit']) {
      worker.on(event, (...args) => report(event, args));
    }
    report('pid', worker.process.pid);
    worker.on('error', () => setImmediate(() => report('left', Object.keys(cluster.workers))));
  });
  assert.deepEqual(tested, builtin);
});
