'use strict';
// What a worker tells of itself in its page is true at the end of each turn of its loop: open connections of whatever kind, heap,
// turns. Also of a worker that is blocked, as of the turn before.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const net = require('node:net');
const { block, hold } = require('../listening/remote/clients.js');
const { onlyGocluster, start } = require('../listening/remote/start.js');
const { coresOf, ended, env } = require('../process/core.js');
const { until } = require('../support/deadline.js');

const skip = onlyGocluster('it has no page');
const BURST = 150;

/** What the core says of each worker; nothing while another one takes its place. */
const told = async ({ cluster }) => {
  const { stats } = cluster.Worker[Symbol.for('gocluster.takeOver')];
  return stats().then(
    (answer) => answer.stats.workers,
    () => [],
  );
};

/** Two servers: one of HTTP that upgrades what asks for it, and one that does what the client says. */
const serve = async ({ state }) => {
  const { once } = require('node:events');
  const http = require('node:http');
  const web = http.createServer((request, response) => response.end('served'));
  web.keepAliveTimeout = 0;
  web.on('upgrade', (request, socket) => {
    socket.resume().on('end', () => socket.end());
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n');
  });
  const plain = require('node:net').createServer((socket) => {
    socket.on('error', () => {});
    socket.write(String(process.pid));
    socket.once('data', (word) => {
      if (`${word}` === 'destroy') socket.destroy();
      else socket.destroy(new Error('as the client has it'));
    });
  });
  Object.assign(state, { web, plain });
  const ports = [];
  for (const server of [web, plain]) {
    await once(server.listen({ port: 0, host: '127.0.0.1' }), 'listening');
    ports.push(server.address().port);
  }
  return ports;
};

/** The worker drops what is above its limit. */
const limit = ({ state }, most) => {
  Object.assign(state.plain, { maxConnections: most, dropMaxConnection: true });
};

const closePlain = ({ state }) => {
  state.plain.close();
};

/** Waits until the workers tell of as many, in order, and returns what they tell. */
function tells(cluster, open) {
  let seen;
  return until(
    async () => {
      seen = await cluster.primary.run(told);
      return `${seen.map((worker) => worker.open)}` === `${open}` && seen;
    },
    () => `${open} open connections, and not ${JSON.stringify(seen)}`,
  );
}

/** A request on a connection that stays open. */
async function request(t, port, more = '') {
  const socket = net.connect(port, '127.0.0.1');
  t.after(() => socket.destroy());
  socket.write(`GET / HTTP/1.1\r\nHost: x\r\n${more}\r\n`);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  await until(() => text.endsWith('served') || text.startsWith('HTTP/1.1 101'), 'an answer');
  return socket;
}

test('open connections of several servers', { skip }, async (t) => {
  const cluster = await start(t, { workers: 1 });
  const [worker] = cluster.workers;
  const [web, plain] = await worker.run(serve);
  await tells(cluster, [0]);

  const held = [];
  for (let i = 0; i < 4; i++) held.push((await hold(t, { port: plain })).socket);
  await tells(cluster, [4]);
  const kept = await request(t, web);
  await tells(cluster, [5]);
  const upgraded = await request(t, web, 'Connection: upgrade\r\nUpgrade: x\r\n');
  await tells(cluster, [6]);

  held[0].write('destroy');
  await tells(cluster, [5]);
  held[1].write('error');
  await tells(cluster, [4]);
  kept.end();
  await tells(cluster, [3]);

  await worker.run(limit, 2);
  for (let i = 0; i < 3; i++) {
    await assert.rejects(hold(t, { port: plain }), { message: /closed before/ });
  }
  const [{ taken }] = await tells(cluster, [3]);
  assert.equal(taken, 9);

  // The connections of a server that is closed last.
  await worker.run(closePlain);
  await tells(cluster, [3]);
  held[2].destroy();
  await tells(cluster, [2]);
  held[3].destroy();
  upgraded.destroy();
  await tells(cluster, [0]);
});

test('a worker that is blocked', { skip }, async (t) => {
  const cluster = await start(t, { workers: 1 });
  const [worker] = cluster.workers;
  const [, port] = await worker.run(serve);
  const { socket } = await hold(t, { port });
  const [before] = await tells(cluster, [1]);
  assert.ok(before.heap > 1e6 && before.heap < 1e9, `a heap of ${before.heap} bytes`);

  const blocked = await block(t, worker);
  socket.write('destroy');
  const [first] = await cluster.primary.run(told);
  assert.ok(first.turns >= before.turns);
  const [last] = await cluster.primary.run(told);
  assert.equal(last.turns, first.turns);
  assert.equal(last.open, 1);
  await blocked.release();
  await tells(cluster, [0]);
});

test('many connections at once, pushed and pulled', { skip }, async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [[, port]] = await cluster.everywhere(serve);
  const held = await Promise.all(Array.from({ length: BURST }, () => hold(t, { port })));
  const counts = cluster.workers.map(
    (worker) => held.filter(({ pid }) => pid === worker.pid).length,
  );
  assert.equal(counts[0] + counts[1], BURST);
  await tells(cluster, counts);
  for (const { socket } of held) socket.destroy();
  await tells(cluster, [0, 0]);
});

test('a core that takes the place of another knows what is open', { skip }, async (t) => {
  const cluster = await start(t, { workers: 1, env });
  const [worker] = cluster.workers;
  const [, port] = await worker.run(serve);
  const held = [];
  for (let i = 0; i < 3; i++) held.push((await hold(t, { port })).socket);
  await tells(cluster, [3]);
  const [core] = coresOf(cluster.primary.pid);
  process.kill(core, 'SIGKILL');
  await ended(core);
  await tells(cluster, [3]);
  held[0].destroy();
  await tells(cluster, [2]);
  for (const socket of held) socket.destroy();
  await tells(cluster, [0]);
});
