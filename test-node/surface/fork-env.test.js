'use strict';

// fork(env): the worker's environment is the primary's of that moment with env added; env is not kept
// for later workers.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run } = require('../support/run.js');

test('fork(env)', async (t) => {
  const program = run(
    t,
    (report) => {
      const cluster = require('node:cluster');
      if (cluster.isWorker) {
        const { INHERITED, LATER, GIVEN, NUMBER } = process.env;
        report('env', { INHERITED, LATER, GIVEN, NUMBER });
        report('id', cluster.worker.id);
        return cluster.worker.disconnect();
      }
      process.env.LATER = 'set in the primary';
      const given = { GIVEN: 'yes', INHERITED: 'replaced', NUMBER: 5, NODE_UNIQUE_ID: '77' };
      const before = JSON.stringify(given);
      cluster.fork(given).on('exit', () => {
        report('unchanged', JSON.stringify(given) === before);
        cluster.fork();
      });
    },
    { env: { INHERITED: 'from outside' } },
  );
  await program.success();
  const none = '[undefined]';
  const LATER = 'set in the primary';
  assert.deepEqual(program.all('env'), [
    { INHERITED: 'replaced', LATER, GIVEN: 'yes', NUMBER: '5' },
    { INHERITED: 'from outside', LATER, GIVEN: none, NUMBER: none },
  ]);
  assert.deepEqual(program.all('id'), [1, 2]);
  assert.deepEqual(program.all('unchanged'), [true]);
});
