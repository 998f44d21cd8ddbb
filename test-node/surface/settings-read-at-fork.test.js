'use strict';

// The settings are read when a worker is forked: programs (PM2, recluster) change
// cluster.settings.args and .execArgv after setupPrimary(), in place or by assignment.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run } = require('../support/run.js');

test('settings changed after setupPrimary() count', async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      report('argv', process.argv.slice(2));
      report('execArgv', process.execArgv);
      report('stack', Error.stackTraceLimit);
      return cluster.worker.disconnect();
    }
    cluster.setupPrimary({ args: ['set'], execArgv: ['--no-warnings'] });
    cluster.settings.args.push('pushed');
    cluster.settings.execArgv.push('--stack-trace-limit=7');
    cluster.fork().on('exit', () => {
      cluster.settings.args = ['assigned'];
      cluster.settings.execArgv = ['--stack-trace-limit=8'];
      cluster.fork();
    });
  });
  await program.success();
  assert.deepEqual(program.all('argv'), [['set', 'pushed'], ['assigned']]);
  assert.deepEqual(program.all('execArgv'), [
    ['--no-warnings', '--stack-trace-limit=7'],
    ['--stack-trace-limit=8'],
  ]);
  assert.deepEqual(program.all('stack'), [7, 8]);
});
