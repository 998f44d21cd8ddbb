'use strict';

// disconnect() concerns servers: a client connection of the worker is neither closed nor waited
// for.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const net = require('node:net');
  if (cluster.isWorker) {
    const client = net.connect(Number(process.env.TEST_PORT), '127.0.0.1');
    client.once('data', () => cluster.worker.disconnect());
    process.on('disconnect', () => client.write('still here'));
    return;
  }
  const server = net.createServer((socket) => {
    let text = '';
    const done = () => {
      if (text !== 'still here' || worker.isConnected()) return;
      report(text, worker.isDead());
      socket.end();
      server.close();
    };
    socket.setEncoding('utf8').on('data', (data) => done((text += data)));
    worker.on('disconnect', done);
    socket.write('disconnect');
  });
  let worker;
  server.listen(0, '127.0.0.1', () => {
    worker = cluster.fork({ TEST_PORT: server.address().port });
    worker.on('exit', (code) => report('exit', code));
  });
}

test('a client connection outlives the channel', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    ['still here', false],
    ['exit', 0],
  ]);
});
