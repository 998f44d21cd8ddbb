'use strict';

// Arguments of wrong types to setupPrimary(), fork() and disconnect() do what they do under Node.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

test('setupPrimary() with what is no object', async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    for (const argument of [null, 5, true, 'text', ['a', 'b'], () => {}, Symbol('s')]) {
      try {
        cluster.setupPrimary(argument);
        const { exec, execArgv, ...rest } = cluster.settings;
        report('settings', [rest, exec === process.argv[1], execArgv === process.execArgv]);
      } catch (error) {
        report('throws', error);
      }
    }
  });
  assert.deepEqual(tested, builtin);
});

test('fork() with what is no object', async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      const { 0: zero, NULL, EMPTY, UNDEFINED, OBJECT } = process.env;
      report('env', { zero, NULL, EMPTY, UNDEFINED, OBJECT });
      return cluster.worker.disconnect();
    }
    const values = { NULL: null, EMPTY: '', UNDEFINED: undefined, OBJECT: {} };
    const args = [null, 5, true, 'text', ['first'], () => {}, values];
    (function next() {
      if (args.length === 0) return;
      try {
        cluster.fork(args.shift()).on('exit', next);
      } catch (error) {
        report('throws', error);
        next();
      }
    })();
  });
  assert.deepEqual(tested, builtin);
  assert.equal(tested.length, 7);
});

test('fork() with a value that no environment takes', async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return cluster.worker.disconnect();
    for (const env of [{ A: Symbol('s') }, { 'A\0B': 'x' }, { A: 'x\0y' }, { '': 'x' }]) {
      try {
        cluster.fork(env).on('exit', (...args) => report('exit', args));
      } catch (error) {
        report('throws', error);
      }
      report('table', Object.keys(cluster.workers).length);
    }
  });
  const sorted = (reports) => reports.map((report) => JSON.stringify(report)).sort();
  assert.deepEqual(sorted(tested), sorted(builtin));
});

test('disconnect() with what is no function', async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    for (const argument of [null, 5, 'text', {}]) report('returns', cluster.disconnect(argument));
  });
  assert.deepEqual(tested, builtin);
});
