'use strict';
// server.address(), listening and getConnections() answer in a worker as they do without a cluster.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('./remote/start.js');
const { close, listen, listenAndHold } = require('./remote/acts.js');
const { hold, tally } = require('./remote/clients.js');

const facts = ({ state }) => ({
  address: state.server.address(),
  listening: state.server.listening,
});

test('address() is null before, the bound address during, and null after', async (t) => {
  const cluster = await start(t, { workers: 1 });
  const [worker] = cluster.workers;
  await worker.run(({ state }) => {
    state.server = require('node:net').createServer();
  });
  assert.deepEqual(await worker.run(facts), { address: null, listening: false });

  const address = await worker.run(listen, { port: 0, host: '127.0.0.1' });
  assert.deepEqual(address, { address: '127.0.0.1', family: 'IPv4', port: address.port });
  assert.deepEqual(await worker.run(facts), { address, listening: true });

  await worker.run(close);
  assert.deepEqual(await worker.run(facts), { address: null, listening: false });
});

test('getConnections counts the connections of this worker', async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [{ port }] = await cluster.everywhere(listenAndHold, { port: 0, host: '127.0.0.1' });
  const pids = [];
  for (let i = 0; i < 4; i++) pids.push((await hold(t, port)).pid);
  const counts = await cluster.everywhere(
    ({ state }) =>
      new Promise((resolve, reject) => {
        state.server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
      }),
  );
  const held = tally(pids);
  assert.deepEqual(
    counts,
    cluster.workers.map((worker) => held.get(worker.pid) ?? 0),
  );
});
