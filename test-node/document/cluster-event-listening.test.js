'use strict';

// The listening event of cluster comes once for each address that a worker listens on, with the
// worker, after its server's own listening event.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const net = require('node:net');
  if (cluster.isWorker) {
    const first = net.createServer().listen(0, '127.0.0.1', () => {
      const second = net.createServer().listen(0, '127.0.0.2', () => {
        process.send([first.address().port, second.address().port]);
      });
    });
    return;
  }
  const seen = [];
  let ports;
  // The server's own listeners run first, so the message may come before the event.
  const done = () => {
    if (seen.length < 2 || !ports) return;
    for (const [index, args] of seen.entries()) {
      const [worker, { address, port }] = args;
      report(args.length, worker === cluster.workers[1], address, port === ports[index]);
    }
    cluster.disconnect();
  };
  cluster.on('listening', (...args) => done(seen.push(args)));
  cluster.on('message', (worker, message) => done((ports = message)));
  cluster.fork();
}

test("one 'listening' for each address", async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    [2, true, '127.0.0.1', true],
    [2, true, '127.0.0.2', true],
  ]);
});
