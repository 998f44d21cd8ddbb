'use strict';

// A worker may disconnect long before it exits: disconnect comes then, exit when the process is
// over.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const net = require('node:net');
  if (cluster.isWorker) {
    // The open connection is the long life of this worker.
    net
      .connect(Number(process.env.TEST_PORT), '127.0.0.1')
      .once('data', () => cluster.worker.disconnect());
    return;
  }
  const server = net.createServer((socket) => {
    cluster.on('disconnect', (worker) => {
      report('disconnect', worker.isConnected(), worker.isDead());
      setImmediate(() => {
        report('later', worker.isDead());
        socket.end();
        server.close();
      });
    });
    cluster.on('exit', (worker) => report('exit', worker.isConnected(), worker.isDead()));
    socket.write('disconnect');
  });
  server.listen(0, '127.0.0.1', () => cluster.fork({ TEST_PORT: server.address().port }));
}

test("'disconnect' without 'exit'", async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    ['disconnect', false, false],
    ['later', false],
    ['exit', false, true],
  ]);
});
