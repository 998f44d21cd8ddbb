'use strict';
// A worker that has used up its descriptors reads no connection: the kernel would close what finds no
// place in its table. The others get them; where there is no other they wait. None is lost.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { start, onlyGocluster } = require('../listening/remote/start.js');
const { listen, listenAndHold, served } = require('../listening/remote/acts.js');
const { allAnswer, ask, burst, hold, tally } = require('../listening/remote/clients.js');
const { assertIdle, freeDescriptors, takeDescriptors, withDescriptors } = require('./shortage.js');

const LIMIT = 120;
const CLIENTS = 200;
const skip = onlyGocluster('what reaches a worker that has no descriptor for it is lost');
const anywhere = { port: 0, host: '127.0.0.1' };

const twoWorkers = async (t) => {
  const cluster = await start(t, { workers: 2, execPath: withDescriptors(t, LIMIT) });
  const [{ port }] = await cluster.everywhere(listen, anywhere);
  return { cluster, port, workers: cluster.workers };
};

// With one, two, ... free places: what a message brings may fit in part.
for (const spared of [0, 1, 3, 15]) {
  test(`the other worker serves, with ${spared} descriptors left`, { skip }, async (t) => {
    const { port, workers } = await twoWorkers(t);
    await workers[0].run(takeDescriptors, spared);
    assert.deepEqual(tally(await burst(CLIENTS, port)), new Map([[workers[1].pid, CLIENTS]]));
    assert.equal(await workers[0].run(served), 0);
    await workers[0].run(freeDescriptors);
    await allAnswer(port, workers);
  });
}

test('no other worker: they wait, and nobody turns in circles', { skip }, async (t) => {
  const { cluster, port, workers } = await twoWorkers(t);
  for (const worker of workers) await worker.run(takeDescriptors);
  const answers = burst(CLIENTS, port);
  await assertIdle(cluster.primary.pid, ...workers.map(({ pid }) => pid));
  await workers[1].run(freeDescriptors);
  assert.deepEqual(tally(await answers), new Map([[workers[1].pid, CLIENTS]]));
});

test('taking and giving back while connections flow', { skip }, async (t) => {
  const { port, workers } = await twoWorkers(t);
  let running = true;
  const takers = workers.map(async (worker) => {
    for (let round = 0; running; round++) {
      await worker.run(takeDescriptors, round % 20);
      await worker.run(freeDescriptors);
    }
  });
  for (let round = 0; round < 20; round++) {
    assert.equal((await burst(50, port)).length, 50);
  }
  running = false;
  await Promise.all(takers);
});

test('a table that is full of connections', { skip }, async (t) => {
  const cluster = await start(t, { workers: 2, execPath: withDescriptors(t, LIMIT) });
  const [{ port }] = await cluster.everywhere(listenAndHold, anywhere);
  // Two workers have places for these, and not for as many again.
  const early = await Promise.all(Array.from({ length: LIMIT }, () => hold(t, port)));
  assert.equal(new Set(early.map(({ pid }) => pid)).size, 2);
  const late = Promise.all(Array.from({ length: LIMIT }, () => hold(t, port)));
  await assertIdle(cluster.primary.pid, ...cluster.workers.map(({ pid }) => pid));
  for (const { socket } of early) socket.destroy();
  assert.equal((await late).length, LIMIT);
});

test('listening needs no descriptor in the worker, as under the built-in', async (t) => {
  const cluster = await start(t, { workers: 1, execPath: withDescriptors(t, LIMIT) });
  const [worker] = cluster.workers;
  await worker.run(takeDescriptors);
  const { port } = await worker.run(listen, anywhere);
  await worker.run(freeDescriptors);
  assert.equal(await ask(port), worker.pid);
});

/** Only servers hold the worker from here on. It has descriptors again once it waits for some. */
const takeDescriptorsUntilItWaits = ({ state }) => {
  const files = require('node:fs');
  process.channel.unref();
  const taken = [];
  try {
    for (;;) taken.push(files.openSync('/dev/null'));
  } catch (error) {
    if (error.code !== 'EMFILE') throw error;
  }
  const free = () => {
    if (!process.getActiveResourcesInfo().includes('Timeout')) return; // that hold it: this one does not
    clearInterval(state.free);
    for (const fd of taken) files.closeSync(fd);
  };
  state.free = setInterval(free, 1).unref();
};

test('a worker that only its server holds does not end while it waits', { skip }, async (t) => {
  const cluster = await start(t, { workers: 1, execPath: withDescriptors(t, LIMIT) });
  const [worker] = cluster.workers;
  const { port } = await worker.run(listen, anywhere);
  await worker.run(takeDescriptorsUntilItWaits);
  assert.equal(await ask(port), worker.pid);
});
