'use strict';

// When no worker is left, connections that are there end and new ones are refused.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const net = require('node:net');
  if (cluster.isWorker) {
    net.createServer((socket) => void socket.write('hello')).listen(0, '127.0.0.1');
    return;
  }
  const worker = cluster.fork();
  worker.on('listening', ({ port }) => {
    const client = net.connect(port, '127.0.0.1');
    client.once('data', () => worker.process.kill('SIGKILL'));
    client.on('error', () => {}); // a reset is an end as well
    client.on('close', () => report('closed'));
    cluster.on('exit', () => {
      net
        .connect(port, '127.0.0.1')
        .on('connect', () => report('connected'))
        .on('error', ({ code }) => report(code));
    });
  });
}

test('the last worker takes the port with it', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports.sort(), [['ECONNREFUSED'], ['closed']]);
});
