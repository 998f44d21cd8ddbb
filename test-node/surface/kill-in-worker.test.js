'use strict';

// worker.kill() and destroy() in a worker: the channel is disconnected, then the worker exits with
// code 0, connections or not; the primary sees a wanted exit. Called again, nothing happens.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

for (const method of ['kill', 'destroy']) {
  test(`${method}() in a worker`, async (t) => {
    const { builtin, tested } = await both(
      t,
      (report) => {
        const cluster = require('node:cluster');
        const net = require('node:net');
        const { METHOD } = process.env;
        if (cluster.isWorker) {
          const { worker } = cluster;
          process.on('exit', (code) => report('worker exit', [code, process.connected]));
          worker.on('disconnect', () => report('worker disconnect', worker.state));
          const server = net.createServer((socket) => {
            socket.write('held open');
            report('returns', worker[METHOD]());
            report('flag and state', [worker.exitedAfterDisconnect, worker.state]);
            worker[METHOD]();
          });
          return server.listen(0, '127.0.0.1');
        }
        const worker = cluster.fork();
        worker.on('listening', ({ port }) => {
          net.connect(port, '127.0.0.1').on('error', () => {});
        });
        worker.on('exit', (...args) => {
          report('exit', [worker.exitedAfterDisconnect, ...args]);
        });
      },
      { env: { METHOD: method } },
    );
    assert.deepEqual(tested, builtin);
    assert.deepEqual(tested[tested.length - 1], ['exit', [true, 0, null]]);
  });
}
