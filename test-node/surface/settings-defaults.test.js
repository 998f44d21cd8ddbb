'use strict';

// cluster.settings: empty at first, and the defaults after setupPrimary() and after fork().

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, REGISTER } = require('../support/run.js');

// How gocluster was put in place is in process.execArgv, as under Node everything after `node` is.
const own = (arg) => arg !== '-r' && arg !== REGISTER;

function program(report) {
  const cluster = require('node:cluster');
  if (cluster.isWorker) return cluster.worker.disconnect();
  report('before', cluster.settings);
  if (process.env.HOW === 'fork') cluster.fork();
  else report('returns', cluster.setupPrimary());
  report('settings', cluster.settings);
  report('argv', process.argv[1]);
  report('same execArgv', cluster.settings.execArgv === process.execArgv);
}

for (const how of ['setupPrimary', 'fork']) {
  test(`defaults after ${how}()`, async (t) => {
    const running = run(t, program, {
      args: ['one', '--two=2'],
      nodeArgs: ['--no-warnings'],
      env: { HOW: how },
    });
    await running.success();
    const [settings] = running.all('settings');
    assert.deepEqual(running.all('before'), [{}]);
    assert.deepEqual(Object.keys(settings), ['args', 'exec', 'execArgv', 'silent']);
    assert.deepEqual(settings.args, ['one', '--two=2']);
    assert.equal(settings.exec, running.all('argv')[0]);
    assert.deepEqual(settings.execArgv.filter(own), ['--no-warnings']);
    assert.equal(settings.silent, false);
    assert.deepEqual(running.all('same execArgv'), [true]);
    if (how === 'setupPrimary') assert.deepEqual(running.all('returns'), ['[undefined]']);
  });
}
