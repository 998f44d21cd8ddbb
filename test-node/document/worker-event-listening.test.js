'use strict';

// The listening event of a worker has the address, comes for that worker only, and never comes in
// the worker itself.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    cluster.worker.on('listening', () => report('in the worker'));
    require('node:net')
      .createServer()
      .listen(0, '127.0.0.1', function () {
        process.send(this.address().port);
      });
    return;
  }
  const seen = [];
  for (const worker of [cluster.fork(), cluster.fork()]) {
    worker.on('listening', (...args) => {
      const { address, port, addressType } = args[0];
      seen.push([worker.id, args.length, address, port > 0, addressType]);
      if (seen.length === 2) {
        report(...seen.sort());
        cluster.disconnect();
      }
    });
  }
}

test("a worker's 'listening' is its own, in the primary", async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    [
      [1, 1, '127.0.0.1', true, 4],
      [2, 1, '127.0.0.1', true, 4],
    ],
  ]);
});
