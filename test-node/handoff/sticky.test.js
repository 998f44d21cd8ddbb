'use strict';
// sticky: a client meets the same worker always. It waits for one that is blocked, while others' clients are served; of one that died
// others take over, and its successor gets its clients back.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const path = require('node:path');
const { ROOT } = require('../support/run.js');
const { start, onlyGocluster } = require('../listening/remote/start.js');
const { ask, block, hold } = require('../listening/remote/clients.js');
const { until } = require('../support/deadline.js');

const SERVER = path.join(ROOT, 'lib/server.js');
const skip = onlyGocluster('it has no such policy');
const CLIENTS = 24;

/** Listens, answers with the pid and keeps the connection where it is to be held. */
const listen = ({ state }, module, options, settings) =>
  new Promise((resolve, reject) => {
    const server = require('node:net').createServer((socket) => {
      socket.on('error', () => {}).resume();
      if (settings?.maxConnections) socket.write(String(process.pid));
      else socket.end(String(process.pid));
    });
    state.server = Object.assign(server, settings);
    require(module).configure(server, options);
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => resolve(server.address().port));
  });

/** A client: an address of its own. */
const from = (port, i) => ({ port, localAddress: `127.0.0.${i + 2}` });

const askAll = (port) => Promise.all(Array.from({ length: CLIENTS }, (_, i) => ask(from(port, i))));

test('by address', { skip }, async (t) => {
  const cluster = await start(t, { workers: 3 });
  const [port] = await cluster.everywhere(listen, SERVER, { sticky: { ipv6Prefix: 64 } });
  const pids = cluster.workers.map(({ pid }) => pid);
  const before = await askAll(port);
  assert.deepEqual([...new Set(before)].sort(), [...pids].sort(), 'each worker has clients');
  for (let i = 0; i < 3; i++) assert.deepEqual(await askAll(port), before);

  // One that is blocked keeps its clients, for as long as it takes, and nobody else waits.
  const [worker] = cluster.workers;
  const blocked = await block(t, worker);
  const mine = before.map((pid, i) => [pid, i]).filter(([pid]) => pid === worker.pid);
  const waiting = mine.map(([, i]) => ask(from(port, i)));
  const others = before.map((pid, i) => [pid, i]).filter(([pid]) => pid !== worker.pid);
  for (let round = 0; round < 3; round++) {
    for (const [pid, i] of others) assert.equal(await ask(from(port, i)), pid);
  }
  await blocked.release();
  for (const pid of await Promise.all(waiting)) assert.equal(pid, worker.pid);

  // One that dies, with connections that it has not read, gives them to others, and takes nobody else's.
  worker.kill('SIGSTOP');
  const left = mine.map(([, i]) => ask(from(port, i)));
  for (const [pid, i] of others) assert.equal(await ask(from(port, i)), pid);
  worker.kill('SIGKILL');
  for (const pid of await Promise.all(left)) assert.ok(pids.slice(1).includes(pid));
  for (const [pid, i] of others) assert.equal(await ask(from(port, i)), pid);

  const successor = await cluster.fork();
  assert.equal(await successor.run(listen, SERVER, { sticky: { ipv6Prefix: 64 } }), port);
  const after = await askAll(port);
  assert.deepEqual(
    after,
    before.map((pid) => (pid === worker.pid ? successor.pid : pid)),
  );
});

test('a worker that is full is not waited for', { skip }, async (t) => {
  const cluster = await start(t, { workers: 2 });
  const full = { maxConnections: 1 };
  const [port] = await cluster.everywhere(listen, SERVER, { schedulingPolicy: 'sticky' }, full);
  const { socket, pid } = await hold(t, from(port, 0));
  const other = await hold(t, from(port, 0));
  assert.notEqual(other.pid, pid);
  socket.destroy();
  other.socket.destroy();
  // Once there is room again it is the first one's again. It takes a moment until that is known.
  await until(async () => {
    const again = await hold(t, from(port, 0));
    again.socket.destroy();
    return again.pid === pid;
  }, 'the same worker');
});

test('workers that replace all others, which have left', { skip }, async (t) => {
  const cluster = await start(t, { workers: 2 });
  const keeping = { maxConnections: 1000 };
  const options = { schedulingPolicy: 'sticky' };
  const groups = async (port) => {
    const pids = [];
    for (let i = 0; i < CLIENTS; i++) pids.push((await hold(t, from(port, i))).pid);
    return pids.map((pid) => pids.indexOf(pid));
  };
  const [port] = await cluster.everywhere(listen, SERVER, options, keeping);
  const before = await groups(port);
  // Their connections are left: their processes go on.
  await cluster.primary.run(({ cluster }) => {
    for (const worker of Object.values(cluster.workers)) worker.disconnect();
  });
  let again;
  for (let i = 0; i < 2; i++) {
    const worker = await cluster.fork();
    again = await worker.run(listen, SERVER, options, keeping);
  }
  assert.deepEqual(await groups(again), before);
});
