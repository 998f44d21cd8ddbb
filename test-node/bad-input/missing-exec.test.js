'use strict';

// `exec` that is not there: the worker exits with code 1 as under Node, without ever being online, and
// the primary goes on. Without any `exec` (node -e) fork() throws.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { test } = require('node:test');
const { both, BUILTIN, REGISTER } = require('../support/run.js');

test('a file that is not there', async (t) => {
  const { builtin, tested } = await both(
    t,
    (report) => {
      const cluster = require('node:cluster');
      if (cluster.isWorker) return cluster.worker.disconnect();
      const exec = process.argv[1];
      cluster.setupPrimary({ exec: '/is/not/there.js' });
      const worker = cluster.fork();
      worker.on('error', (error) => report('error', error));
      worker.on('exit', (...args) => {
        report('exit', [worker.exitedAfterDisconnect, ...args]);
        cluster.setupPrimary({ exec });
        cluster.fork().on('exit', (...args) => report('second', args));
      });
    },
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  assert.deepEqual(tested, builtin);
  assert.deepEqual(tested, [
    ['exit', [false, 1, null]],
    ['second', [0, null]],
  ]);
});

test('no file at all: node -e', () => {
  const program = `
    const cluster = require('node:cluster');
    let said;
    try {
      cluster.fork();
    } catch ({ name, code, message }) {
      said = { name, code, message };
    }
    console.log(JSON.stringify({ said, workers: Object.keys(cluster.workers) }));`;
  const outcome = (preload) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...preload, '-e', program], {
      encoding: 'utf8',
      timeout: 300_000,
    });
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    return JSON.parse(stdout);
  };
  const expected = outcome([]);
  assert.deepEqual(outcome(BUILTIN ? [] : ['-r', REGISTER]), expected);
  assert.equal(expected.said.code, 'ERR_INVALID_ARG_TYPE');
});
