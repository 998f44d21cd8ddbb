'use strict';

// With SCHED_RR, the default, idle workers get connections in turn.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const net = require('node:net');
  const WORKERS = 3;
  const ROUNDS = 5;
  if (cluster.isWorker) {
    net.createServer((socket) => socket.end(`${cluster.worker.id}`)).listen(0, '127.0.0.1');
    return;
  }
  const served = [];
  function connect(port) {
    net
      .connect(port, '127.0.0.1')
      .setEncoding('utf8')
      .on('data', (id) => served.push(Number(id)))
      .on('close', () => {
        if (served.length < WORKERS * ROUNDS) return connect(port);
        report(...served);
        cluster.disconnect();
      });
  }
  let listening = 0;
  cluster.on('listening', (worker, { port }) => {
    if (++listening === WORKERS) connect(port);
  });
  for (let i = 0; i < WORKERS; i++) cluster.fork();
}

test('connections in turn', async (t) => {
  const { reports } = await run(t, program);
  const [served] = reports;
  const round = served.slice(0, 3);
  assert.deepEqual([...round].sort(), [1, 2, 3]);
  // Whoever began, the order of the first round is the order of all.
  assert.deepEqual(served, Array(5).fill(round).flat());
});
