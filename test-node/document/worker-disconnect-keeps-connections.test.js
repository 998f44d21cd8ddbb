'use strict';

// After disconnect() a connection that is there goes on, and the worker stays connected until it
// ends.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const net = require('node:net');
  if (cluster.isWorker) {
    net.createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    return;
  }
  const worker = cluster.fork();
  worker.on('listening', ({ port }) => {
    const client = net.connect(port, '127.0.0.1');
    let disconnected = false;
    const said = [];
    worker.on('disconnect', () => (disconnected = true));
    client.setEncoding('utf8').on('data', (text) => {
      said.push([text, disconnected]);
      if (text === 'one') {
        worker.disconnect();
        client.write('two');
      } else if (text === 'two') {
        client.write('three');
      } else {
        client.end();
      }
    });
    client.write('one');
    worker.on('exit', (code) => report(...said, code));
  });
}

test('an open connection holds the worker', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [[['one', false], ['two', false], ['three', false], 0]]);
});
