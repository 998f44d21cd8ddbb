'use strict';
// Idle workers are served in turn, exactly.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { ask, hold } = require('../listening/remote/clients.js');

const WORKERS = 4;
const CONNECTIONS = 23;
const MOST_ROUNDS = 20;
const LINGERING = 12;
const LINGER_MS = 2;

/** Listens with a server that answers and, in one process, works on for a while after that. */
const listenAndLinger = (context, options, lingerer, ms) =>
  new Promise((resolve, reject) => {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const server = require('node:net').createServer((socket) => {
      socket.on('error', () => {}).resume();
      socket.write(String(process.pid));
      if (process.pid === lingerer) Atomics.wait(cell, 0, 0, ms);
    });
    server.once('error', reject);
    server.listen(options, () => resolve(server.address()));
  });

test('idle workers take turns', async (t) => {
  const cluster = await start(t, { workers: WORKERS });
  const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
  const pids = await cluster.inTurns(CONNECTIONS, () => ask(port));
  assert.equal(new Set(pids.slice(0, WORKERS)).size, WORKERS);
  assert.deepEqual(
    pids,
    pids.map((pid, i) => pids[i % WORKERS]),
  );
});

test('a worker that has answered, and does not rest yet, has its turn', async (t) => {
  const cluster = await start(t, { workers: 2 });
  const options = { port: 0, host: '127.0.0.1' };
  const lingerer = cluster.workers[0].pid;
  const [{ port }] = await cluster.everywhere(listenAndLinger, options, lingerer, LINGER_MS);
  let repeated;
  // On a busy machine it may look as if it took long.
  for (let round = 0; round < MOST_ROUNDS && repeated !== 0; round++) {
    const pids = [];
    for (let i = 0; i < LINGERING; i++) {
      const { socket, pid } = await hold(t, { port });
      socket.destroy();
      pids.push(pid);
    }
    repeated = pids.filter((pid, i) => pid === pids[i - 1]).length;
  }
  assert.equal(repeated, 0);
});
