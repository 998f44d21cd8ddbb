'use strict';

// By default each worker gets an inspector port of its own, counted up from the primary's.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    process.send(process.debugPort, () => cluster.worker.disconnect());
    return;
  }
  // The ports are named, and opened only on demand: the test takes none.
  cluster.setupMaster({ execArgv: [...process.execArgv, '--inspect-port=0'] });
  const first = cluster.fork();
  first.on('message', (port) => report(port - process.debugPort));
  first.on('exit', () => {
    cluster.fork().on('message', (port) => report(port - process.debugPort));
  });
}

test('inspector ports count up', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [[1], [2]]);
});
