'use strict';

// inspectPort is the inspector's port of a worker: a number, or a function that returns one.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    report(process.debugPort, process.execArgv.at(-1));
    return cluster.worker.disconnect();
  }
  const inspectPort = process.argv[2] === 'number' ? 12345 : () => 12346;
  // The port is named, and opened only on demand: the test takes no port.
  cluster.setupMaster({ inspectPort, execArgv: [...process.execArgv, '--inspect-port=0'] });
  cluster.fork();
}

for (const [kind, port] of [
  ['number', 12345],
  ['function', 12346],
]) {
  test(`inspectPort as a ${kind}`, async (t) => {
    const { reports } = await run(t, program, { args: [kind] });
    assert.deepEqual(reports, [[port, `--inspect-port=${port}`]]);
  });
}
