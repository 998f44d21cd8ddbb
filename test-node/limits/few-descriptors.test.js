'use strict';
// Under a limit of 64 descriptors 12 workers serve: what the core has is in a table of its
// own, and in the primary's there is little for each.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, GOCLUSTER_ONLY } = require('../support/run.js');
const { withDescriptors } = require('./shortage.js');

const LIMIT = 64;
const WORKERS = 12;
const CLIENTS = 20;

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  const [workers, clients] = process.argv.slice(2).map(Number);
  if (cluster.isWorker) {
    net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
    return;
  }
  const ports = new Set();
  let listening = 0;
  let served = 0;
  cluster.on('listening', (worker, { port }) => {
    ports.add(port);
    if (++listening === workers) next();
  });
  // One after the other: the clients' descriptors are of the same limit.
  function next() {
    if (served === clients) {
      report('ports', ports.size);
      report('served', served);
      cluster.disconnect();
      return;
    }
    net
      .connect([...ports][0], '127.0.0.1')
      .on('data', () => served++)
      .on('close', next);
  }
  for (let i = 0; i < workers; i++) cluster.fork();
}

test('twelve workers', { skip: GOCLUSTER_ONLY }, async (t) => {
  const running = run(t, program, { command: withDescriptors(t, LIMIT), args: [WORKERS, CLIENTS] });
  const { code } = await running.end();
  assert.deepEqual([code, running.all('ports'), running.all('served')], [0, [1], [CLIENTS]]);
});
