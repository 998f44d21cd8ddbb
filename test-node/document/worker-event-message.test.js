'use strict';

// The message event of a worker has the message and the handle that came with it.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const net = require('node:net');
  if (cluster.isWorker) {
    process.send({ n: 1 });
    const server = net
      .createServer()
      .listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => {
        process.send('a server', server, () => cluster.worker.disconnect());
        server.close();
      });
    return;
  }
  cluster.fork().on('message', function (message, handle) {
    report(arguments.length, message, handle instanceof net.Server);
    handle?.close();
  });
}

test("message and handle of a worker's 'message'", async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    [2, { n: 1 }, false],
    [2, 'a server', true],
  ]);
});
