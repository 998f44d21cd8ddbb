'use strict';

// worker.disconnect() in a worker closes all its servers and waits for their close before it gives
// up the channel.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isMaster) {
    const worker = cluster.fork();
    worker.on('disconnect', () => report('primary: disconnect', worker.exitedAfterDisconnect));
    return;
  }
  const net = require('node:net');
  let listening = 0;
  for (let i = 0; i < 2; i++) {
    const server = net.createServer();
    server.on('close', () => report('close', process.connected));
    server.listen(0, '127.0.0.1', () => {
      if (++listening === 2) cluster.worker.disconnect();
    });
  }
  process.on('disconnect', () => report('worker: disconnect'));
}

test('servers close before the channel does', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports.slice(0, 2), [
    ['close', true],
    ['close', true],
  ]);
  assert.deepEqual(reports.slice(2).sort(), [
    ['primary: disconnect', true],
    ['worker: disconnect'],
  ]);
});
