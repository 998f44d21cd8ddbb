'use strict';

// `exec` and `args`: the worker runs that file with those arguments. A relative file is one in the
// worker's working directory.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');
const { run, FIXTURES } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  const [, , exec, cwd] = process.argv;
  cluster.setupPrimary({ exec, cwd, args: ['--use', 'https', 'ü €'] });
  cluster.fork().on('exit', (...args) => report('exit', args));
}

test('exec is an absolute file', async (t) => {
  const file = path.join(FIXTURES, 'say-start.js');
  const running = run(t, program, { args: [file] });
  await running.success();
  const [start] = running.all('start');
  assert.deepEqual(start.argv, [process.execPath, file, '--use', 'https', 'ü €']);
  assert.deepEqual(running.all('exit'), [[0, null]]);
});

test('exec is relative to cwd', async (t) => {
  const running = run(t, program, { args: ['./say-start.js', FIXTURES] });
  await running.success();
  const [start] = running.all('start');
  assert.deepEqual(start.argv.slice(1, 3), [path.join(FIXTURES, 'say-start.js'), '--use']);
  assert.equal(start.cwd, FIXTURES);
});

test('exec is an ES module', async (t) => {
  const running = run(t, program, { args: [path.join(FIXTURES, 'say-start-module.mjs')] });
  await running.success();
  const [start] = running.all('start');
  assert.deepEqual(
    { ...start, argv: start.argv.slice(2) },
    {
      argv: ['--use', 'https', 'ü €'],
      isWorker: true,
      id: 1,
    },
  );
});
