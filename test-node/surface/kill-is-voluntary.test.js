'use strict';

// worker.kill() and destroy() in the primary are a wanted exit: exitedAfterDisconnect is true at once
// and afterwards, as the document says. With GOCLUSTER_COMPAT=node it is as in the running Node.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, both, GOCLUSTER_ONLY } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  if (cluster.isWorker) return net.createServer().listen(0, '127.0.0.1');
  const worker = cluster.fork();
  worker.on('listening', () => {
    report('returns', worker[process.env.METHOD]());
    report('at once', [worker.exitedAfterDisconnect, worker.state, worker.isConnected()]);
    report('in table', cluster.workers[1] === worker);
  });
  worker.on('disconnect', () => report('disconnect', worker.exitedAfterDisconnect));
  worker.on('exit', (...args) => report('exit', [worker.exitedAfterDisconnect, ...args]));
}

for (const method of ['kill', 'destroy']) {
  const skip = GOCLUSTER_ONLY;
  test(`${method}() makes it true`, { skip }, async (t) => {
    const running = run(t, program, { env: { METHOD: method } });
    await running.success();
    assert.deepEqual(running.all('returns'), ['[undefined]']);
    assert.equal(running.all('at once')[0][0], true);
    assert.deepEqual(running.all('disconnect'), [true]);
    assert.deepEqual(running.all('exit'), [[true, null, 'SIGTERM']]);
  });

  test(`${method}() with GOCLUSTER_COMPAT=node is as in Node`, async (t) => {
    const env = { METHOD: method, GOCLUSTER_COMPAT: 'node' };
    const { builtin, tested } = await both(t, program, { env });
    const sorted = (reports) => reports.map((report) => JSON.stringify(report)).sort();
    assert.deepEqual(sorted(tested), sorted(builtin));
  });
}
