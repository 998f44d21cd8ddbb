'use strict';

// A worker that has disconnected takes no new connection, and another worker takes them.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const net = require('node:net');
  if (cluster.isWorker) {
    net.createServer((socket) => socket.end(`${cluster.worker.id}`)).listen(0, '127.0.0.1');
    return;
  }
  const first = cluster.fork();
  cluster.fork();
  const served = [];
  let port;
  function connect() {
    net
      .connect(port, '127.0.0.1')
      .setEncoding('utf8')
      .on('data', (id) => served.push(id))
      .on('close', () => {
        if (served.length < 6) return connect();
        report(...served);
        cluster.disconnect();
      });
  }
  let listening = 0;
  cluster.on('listening', (worker, address) => {
    port = address.port;
    if (++listening === 2) first.disconnect();
  });
  first.on('exit', connect);
}

test('other workers take the new connections', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [Array(6).fill('2')]);
});
