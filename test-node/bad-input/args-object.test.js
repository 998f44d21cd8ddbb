'use strict';

// settings.args that is an object and no array makes fork() throw. child_process would take it for its options, and each
// worker, without the mark of a worker, would fork workers of its own for ever: so this is not run under the built-in.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, BUILTIN } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  cluster.setupPrimary({ args: {} });
  try {
    cluster.fork();
  } catch ({ name, code }) {
    report('thrown', [name, code]);
  }
  report('workers', Object.keys(cluster.workers));
}

const skip = BUILTIN && 'the built-in forks without end';

test('settings.args that is no array', { skip }, async (t) => {
  const running = run(t, program);
  await running.success();
  assert.deepEqual(running.all('thrown'), [['TypeError', 'ERR_INVALID_ARG_TYPE']]);
  assert.deepEqual(running.all('workers'), [[]]);
});
