'use strict';

// `execArgv`: by default the worker's node gets the primary's own arguments; given ones replace them.
// process.execArgv in the worker is exactly what the program asked for.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, REGISTER } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  if (cluster.isPrimary) {
    if (process.env.EXEC_ARGV)
      cluster.setupPrimary({ execArgv: JSON.parse(process.env.EXEC_ARGV) });
    report('primary', process.execArgv);
    cluster.fork();
  } else {
    report('worker', process.execArgv);
    report('gc', typeof globalThis.gc);
    cluster.worker.disconnect();
  }
}

test('execArgv of the primary is the default', async (t) => {
  const running = run(t, program, { nodeArgs: ['--expose-gc', '--no-warnings'] });
  await running.success();
  const [primary] = running.all('primary');
  assert.deepEqual(
    primary.filter((arg) => arg !== '-r' && arg !== REGISTER),
    ['--expose-gc', '--no-warnings'],
  );
  assert.deepEqual(running.all('worker'), [primary]);
  assert.deepEqual(running.all('gc'), ['function']);
});

for (const execArgv of [[], ['--expose-gc'], ['--expose-gc', '-r', './report.cjs']]) {
  test(`execArgv ${JSON.stringify(execArgv)} given`, async (t) => {
    const running = run(t, program, { env: { EXEC_ARGV: JSON.stringify(execArgv) } });
    await running.success();
    assert.deepEqual(running.all('worker'), [execArgv]);
    assert.deepEqual(running.all('gc'), [execArgv.length > 0 ? 'function' : 'undefined']);
  });
}
