'use strict';
// Where each request blocks a worker's event loop for a while, connections wait where any worker can take them, so they are
// served about in the order in which they came: nobody waits behind the one worker whose queue is long.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const net = require('node:net');
const { start } = require('../listening/remote/start.js');
const { inOneOf } = require('../support/attempts.js');

const WORKERS = 4;
const CLIENTS = 16;
const REQUESTS = 400;
const ATTEMPTS = 5;
/** Not judged: all clients come at once, before what they ask, and on a busy machine the worker that first has a CPU takes most. */
const BURST = 80;

/** Listens with a server that blocks for `ms` when a request comes, and then answers. */
const listenSlowly = (context, ms) =>
  new Promise((resolve, reject) => {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const server = require('node:net').createServer((socket) => {
      socket
        .on('error', () => {})
        .once('data', () => {
          Atomics.wait(cell, 0, 0, ms);
          socket.end('done');
        });
    });
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => resolve(server.address()));
  });

function request(port) {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write('?'));
    socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    socket.once('error', reject);
    socket.once('close', () => resolve(text));
  });
}

/** Of each request, how many that came before it were not served yet when it was. */
async function overtakes(port) {
  let begun = 0;
  const waiting = new Set();
  const overtakenBy = [];
  const client = async () => {
    while (begun < REQUESTS) {
      const mine = begun++;
      waiting.add(mine);
      assert.equal(await request(port), 'done');
      waiting.delete(mine);
      overtakenBy.push([...waiting].filter((other) => other < mine).length);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  assert.equal(overtakenBy.length, REQUESTS);
  return overtakenBy.slice(BURST);
}

test('connections do not overtake each other by much', async (t) => {
  const cluster = await start(t, { workers: WORKERS });
  const [{ port }] = await cluster.everywhere(listenSlowly, 20);
  // Two are a worker's own at a time, the one it serves and the next; the built-in's overtake up to three, and so do ours. With
  // eight in each worker's queue it is up to fourteen, and one in ten overtakes more than there are workers.
  await inOneOf(ATTEMPTS, async () => {
    const judged = await overtakes(port);
    const many = judged.filter((count) => count > WORKERS);
    assert.ok(many.length < judged.length / 20, `${many.length} of ${judged.length}: ${many}`);
  });
});
