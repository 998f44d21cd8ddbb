'use strict';
// Workers are told to disconnect while connections wait for them that they have not read: every client is served, also where all
// workers leave at once, and where a port is the leaving worker's alone.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { ask, block, burst, tcpQueue } = require('../listening/remote/clients.js');
const { until } = require('../support/deadline.js');

const anywhere = { port: 0, host: '127.0.0.1' };

/** Waits until that many clients are connected, and nobody is left to be accepted. */
const accepted = (port, clients) =>
  until(() => {
    const queue = tcpQueue(port);
    return queue.clients >= clients && queue.waiting === 0;
  }, 'connections that are handed out');

const disconnects = {
  'cluster.disconnect()': ({ cluster }) => void cluster.disconnect(),
  'disconnect() of each worker': ({ cluster }) => {
    for (const worker of Object.values(cluster.workers)) worker.disconnect();
  },
};

for (const [name, disconnect] of Object.entries(disconnects)) {
  test(`${name}: blocked workers serve what they have not read`, async (t) => {
    const cluster = await start(t, { workers: 2 });
    cluster.mayExit = true;
    const [{ port }] = await cluster.everywhere(listen, anywhere);
    await cluster.allIdle();
    const gates = [];
    for (const worker of cluster.workers) gates.push(await block(t, worker));
    const answers = burst(2, port);
    await accepted(port, 2);
    await cluster.primary.run(disconnect);
    for (const gate of gates) gate.release();
    assert.equal((await answers).length, 2);
    for (const worker of cluster.workers) {
      assert.deepEqual(await worker.exited, { code: 0, signal: null });
    }
  });
}

test('worker.disconnect(): a port that only the blocked worker serves', async (t) => {
  const cluster = await start(t, { workers: 2 });
  await cluster.everywhere(listen, anywhere);
  const [blocked] = cluster.workers;
  const { port } = await blocked.run(listen, anywhere, 'own');
  await cluster.allIdle();
  const gate = await block(t, blocked);
  const answer = ask(port);
  await accepted(port, 1);
  await cluster.primary.run(({ cluster: { workers } }, id) => {
    workers[id].disconnect();
  }, blocked.to);
  gate.release();
  assert.equal(await answer, blocked.pid);
  assert.deepEqual(await blocked.exited, { code: 0, signal: null });
});
