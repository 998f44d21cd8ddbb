'use strict';

// listen(0) gives every worker the same random port, each time it is called; another port comes of
// the worker's id.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const net = require('node:net');
  if (cluster.isWorker) {
    const ports = [];
    const listen = () =>
      net.createServer().listen(0, '127.0.0.1', function () {
        ports.push(this.address().port);
        if (ports.length < 3) return listen();
        process.send(ports);
      });
    listen();
    return;
  }
  const seen = [];
  cluster.on('message', (worker, ports) => {
    seen.push(ports);
    if (seen.length < 3) return;
    // Each of the three listens has a port of its own, the same in all workers.
    report(new Set(seen[0]).size, ...seen.map((ports) => ports.join() === seen[0].join()));
    cluster.disconnect();
  });
  for (let i = 0; i < 3; i++) cluster.fork();
}

test('one random port for all workers', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [[3, true, true, true]]);
});
