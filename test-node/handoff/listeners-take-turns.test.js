'use strict';
// Servers on several ports of the same busy workers are served in turn: one that few clients use is not kept waiting by the
// queue of one that many use.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('../listening/remote/start.js');
const { talk } = require('../listening/remote/clients.js');
const { inOneOf } = require('../support/attempts.js');

const HANDLER_MS = 5;
const ATTEMPTS = 5;
/** Not judged: until all clients are waiting. */
const FIRST = 100;
const JUDGED = 300;

/** Listens with `count` servers that block for a while over each connection. Returns their ports. */
const listenSlowly = async ({ state }, count, ms) => {
  const { once } = require('node:events');
  const net = require('node:net');
  const cell = new Int32Array(new SharedArrayBuffer(4));
  state.servers = [];
  for (let i = 0; i < count; i++) {
    const server = net.createServer((socket) => {
      Atomics.wait(cell, 0, 0, ms);
      socket.on('error', () => {}).end('done');
    });
    state.servers.push(server.listen({ port: 0, host: '127.0.0.1' }));
    await once(server, 'listening');
  }
  return state.servers.map((server) => server.address().port);
};

/** How many connections of each port are served, with so many clients each that come again at once. */
async function share(ports, clients) {
  const counts = ports.map(() => 0);
  let served = 0;
  const client = async (at) => {
    while (served < FIRST + JUDGED) {
      assert.equal(await talk(ports[at]), 'done');
      if (++served > FIRST && served <= FIRST + JUDGED) counts[at]++;
    }
  };
  await Promise.all(
    clients.flatMap((count, at) => Array.from({ length: count }, () => client(at))),
  );
  return counts;
}

for (const clients of [
  [100, 6],
  [6, 100],
  [60, 6, 20],
]) {
  test(`clients ${clients.join(' and ')}`, async (t) => {
    const cluster = await start(t, { workers: 2 });
    const [ports] = await cluster.everywhere(listenSlowly, clients.length, HANDLER_MS);
    const even = JUDGED / clients.length;
    await inOneOf(ATTEMPTS, async () => {
      const counts = await share(ports, clients);
      for (const count of counts) assert.ok(Math.abs(count - even) < even / 4, `served: ${counts}`);
    });
  });
}
