'use strict';

// listen(handle) uses the worker's own handle: the primary is not asked, and is told nothing.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { builtin, run } = require('./program');

function program(cluster, report) {
  const net = require('node:net');
  if (cluster.isWorker) {
    const own = net.createServer().listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => {
      const server = net.createServer((socket) => socket.end('served'));
      server.listen(own._handle, () => {
        net
          .connect(own.address().port, '127.0.0.1')
          .setEncoding('utf8')
          .on('data', (text) => {
            report(text);
            own.close();
            process.send('served', () => cluster.worker.disconnect());
          });
      });
    });
    return;
  }
  cluster.on('listening', () => report('listening'));
  cluster.fork();
}

const skip =
  builtin &&
  process.versions.node.startsWith('18.') &&
  'the built-in of Node 18 asks the primary all the same, and that ends the primary';

test("a handle of the worker's own", { skip }, async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [['served']]);
});
