'use strict';

// The message event of cluster has the worker, the message and the handle, whichever worker sent
// it.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const net = require('node:net');
  if (cluster.isWorker) {
    if (cluster.worker.id === 1) {
      process.send({ n: 1 }, () => cluster.worker.disconnect());
      return;
    }
    const server = net
      .createServer()
      .listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => {
        process.send('a server', server, () => cluster.worker.disconnect());
        server.close();
      });
    return;
  }
  cluster.on('message', (...args) => {
    const [worker, message, handle] = args;
    report(args.length, worker.id, message, handle instanceof net.Server ? 'net.Server' : handle);
    handle?.close();
  });
  cluster.fork().on('exit', () => cluster.fork());
}

test("arguments of cluster's 'message'", async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    [3, 1, { n: 1 }, '(undefined)'],
    [3, 2, 'a server', 'net.Server'],
  ]);
});
