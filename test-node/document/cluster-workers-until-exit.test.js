'use strict';

// A worker that is disconnected but runs on is still in cluster.workers; its exit takes it out.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const net = require('node:net');
  if (cluster.isWorker) {
    // Not lost by accident, else it would end at once; the connection keeps it running.
    cluster.worker.exitedAfterDisconnect = true;
    net
      .connect(Number(process.env.TEST_PORT), '127.0.0.1')
      .once('data', () => process.disconnect());
    return;
  }
  const server = net.createServer((socket) => {
    worker.on('disconnect', () => {
      report('disconnect', worker.id in cluster.workers);
      socket.end();
      server.close();
    });
    socket.write('disconnect');
  });
  let worker;
  server.listen(0, '127.0.0.1', () => {
    worker = cluster.fork({ TEST_PORT: server.address().port });
    worker.on('exit', () => report('exit', worker.id in cluster.workers));
  });
}

test('disconnected is not enough', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    ['disconnect', true],
    ['exit', false],
  ]);
});
