'use strict';
// Fifteen signals flooded at the primary, or at a worker, while connections flow and it spawns children: all handlers are
// called, those from before the core's load and those from after it, no connection is lost and no child's end.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { load } = require('../handoff/load.js');
const { startChildren, endChildren } = require('./children.js');
const { FIFTEEN, countsOf, eachIsHandled, flood, handle } = require('./signals.js');

const ROUNDS = 400;
const LANES = 2;

async function floodAt(t, cluster, target) {
  const clients = load((await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' }))[0].port);
  await target.run(handle, 'after', FIFTEEN);
  await target.run(startChildren, LANES);
  await flood(target, FIFTEEN, ROUNDS, () => clients.served(5));
  await eachIsHandled(target, FIFTEEN, ['before', 'after']);
  const { count, wrong } = await target.run(endChildren);
  const served = (await clients.stop()).length;
  const received = Object.values(await target.run(countsOf, 'after')).reduce((a, b) => a + b);
  t.diagnostic(`${ROUNDS * FIFTEEN.length} signals sent, ${received} handled (equal ones merge)`);
  t.diagnostic(`${served} connections and ${count} children meanwhile, none lost`);
  assert.deepEqual(wrong, []);
  assert.ok(count > LANES, 'children were spawned');
  // What was under fire still works.
  await (await cluster.fork()).run(listen, { port: 0, host: '127.0.0.1' });
}

test('a flood at the primary', async (t) => {
  const cluster = await start(t);
  await cluster.primary.run(handle, 'before', FIFTEEN);
  for (let i = 0; i < 2; i++) await cluster.fork(); // the first loads the core
  await floodAt(t, cluster, cluster.primary);
});

test('a flood at a worker', async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [worker] = cluster.workers;
  await worker.run(handle, 'before', FIFTEEN);
  await floodAt(t, cluster, worker);
});
