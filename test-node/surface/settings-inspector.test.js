'use strict';

// A primary under --inspect with inspectPort 0: each worker has an inspector on a port of its own.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run } = require('../support/run.js');

test('every process has its own inspector', async (t) => {
  const program = run(
    t,
    (report) => {
      const cluster = require('node:cluster');
      const inspector = require('node:inspector');
      report('port', Number(new URL(inspector.url()).port));
      if (cluster.isWorker) return cluster.worker.disconnect();
      cluster.setupPrimary({ inspectPort: 0 });
      const first = cluster.fork();
      first.on('disconnect', () => cluster.fork());
    },
    { nodeArgs: ['--inspect=127.0.0.1:0'] },
  );
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  const ports = program.all('port');
  assert.equal(ports.length, 3);
  assert.ok(ports.every((port) => port > 0));
});
