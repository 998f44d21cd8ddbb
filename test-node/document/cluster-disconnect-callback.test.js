'use strict';

// The callback of cluster.disconnect() comes when all workers are disconnected and the handles are
// closed. The built-in calls it after the first worker.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { builtin, run } = require('./program');

function program(cluster, report) {
  const net = require('node:net');
  if (cluster.isWorker) {
    net.createServer((socket) => socket.write(`${cluster.worker.id}`)).listen(0, '127.0.0.1');
    return;
  }
  let port;
  let clients = 0;
  // The second worker has a client, and must wait for it, until the first is gone.
  cluster.once('exit', () => open.get(2).destroy());
  const open = new Map();
  function connect() {
    const client = net.connect(port, '127.0.0.1').setEncoding('utf8');
    client.on('data', (id) => {
      open.set(Number(id), client);
      if (++clients < 2) return connect();
      cluster.disconnect(() => {
        const connected = [first, second].filter((worker) => worker.isConnected()).length;
        net.connect(port, '127.0.0.1').on('error', ({ code }) => report(connected, code));
      });
      open.get(1).destroy();
    });
  }
  const [first, second] = [cluster.fork(), cluster.fork()];
  let listening = 0;
  cluster.on('listening', (worker, address) => {
    port = address.port;
    if (++listening === 2) connect();
  });
}

test('the callback waits for all workers', async (t) => {
  const { reports } = await run(t, program);
  const stillConnected = builtin ? 1 : 0;
  assert.deepEqual(reports, [[stillConnected, 'ECONNREFUSED']]);
});
