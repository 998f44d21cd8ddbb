'use strict';

// send() hands a connection to a worker, as child_process does, and the worker answers on it.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const net = require('node:net');
  if (cluster.isWorker) {
    process.on('message', (message, socket) => {
      socket.end(`${message} from ${cluster.worker.id}`);
      socket.on('close', () => cluster.worker.disconnect());
    });
    return;
  }
  const worker = cluster.fork();
  const server = net.createServer({ pauseOnConnect: true }, (socket) => {
    report(worker.send('hello', socket));
    server.close();
  });
  server.listen(0, '127.0.0.1', () => {
    net
      .connect(server.address().port, '127.0.0.1')
      .setEncoding('utf8')
      .on('data', (text) => report(text));
  });
}

test('a socket sent to a worker', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [[true], ['hello from 1']]);
});
