'use strict';

// send() after the channel is gone, on both sides: false, and Node's ERR_IPC_CHANNEL_CLOSED to the
// callback or as 'error'; disconnect() and kill() of a worker that is gone do what they do under Node.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

test('send() after disconnect', async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    const side = cluster.isPrimary ? 'primary' : 'worker';
    const worker = cluster.isPrimary ? cluster.fork() : cluster.worker;
    worker.on('error', (error) => report(`${side} error`, error));
    worker.on('disconnect', () => {
      report(`${side} returns`, worker.send('too late'));
      report(
        `${side} returns 2`,
        worker.send('too late', (error) => report(`${side} cb`, error)),
      );
    });
    if (cluster.isWorker) worker.disconnect();
  });
  for (const side of ['primary', 'worker']) {
    const only = (reports) => reports.filter(([name]) => name.startsWith(side));
    assert.deepEqual(only(tested), only(builtin));
    assert.equal(only(tested).length, 4);
  }
});

test('calls on a worker that is gone', async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return cluster.worker.disconnect();
    const worker = cluster.fork();
    worker.on('error', (error) => report('error', error));
    const events = [];
    for (const event of ['disconnect', 'exit']) worker.on(event, () => events.push(event));
    const attempt = (name, ...args) => {
      try {
        const returned = worker[name](...args);
        report(name, returned === worker ? 'worker' : returned);
      } catch (error) {
        report(`${name} throws`, error);
      }
    };
    worker.on('exit', () =>
      setImmediate(() => {
        attempt('kill');
        attempt('kill', 'SIGKILL');
        attempt('destroy');
        attempt('kill', 'SIGNOTHING');
        attempt('kill', 99999);
        attempt('send', 'text');
        attempt('isDead');
        attempt('isConnected');
        report('state', [worker.state, events.sort()]);
      }),
    );
  });
  assert.deepEqual(tested, builtin);
});

test('kill() with an unknown signal throws and the worker lives', async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.on('message', () => cluster.worker.disconnect());
    const worker = cluster.fork();
    worker.on('online', () => {
      for (const signal of ['SIGNOTHING', {}, 99999]) {
        try {
          worker.kill(signal);
        } catch (error) {
          report('throws', error);
        }
      }
      worker.send('you live');
    });
    worker.on('exit', (...args) => report('exit', args));
  });
  assert.deepEqual(tested, builtin);
  assert.deepEqual(tested[tested.length - 1], ['exit', [0, null]]);
});

test('disconnect() twice in the primary', async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    // A worker that reads both at once finds its channel already disconnected.
    if (cluster.isWorker) return cluster.worker.on('error', () => {});
    const worker = cluster.fork();
    worker.on('error', () => {}); // the second word may find the channel closed
    worker.on('online', () => {
      for (let i = 0; i < 2; i++) report('returns itself', worker.disconnect() === worker);
    });
    worker.on('disconnect', () => report('disconnect'));
    worker.on('exit', (...args) => report('exit', args));
  });
  const sorted = (reports) => reports.map((report) => JSON.stringify(report)).sort();
  assert.deepEqual(sorted(tested), sorted(builtin));
});
