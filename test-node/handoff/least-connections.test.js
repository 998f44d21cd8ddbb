'use strict';
// least-connections: who has the fewest open gets the next, with those of before the other worker was there, and under a burst.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { inOneOf } = require('../support/attempts.js');
const { start, onlyGocluster } = require('../listening/remote/start.js');
const { listenAndHold } = require('../listening/remote/acts.js');
const { block, hold, tally } = require('../listening/remote/clients.js');

const skip = onlyGocluster('it has no such policy');
const OPTIONS = { port: 0, host: '127.0.0.1' };
const LASTING = 40;
const ATTEMPTS = 10;

// On a busy machine a worker may not get a CPU in time, and then others are served at once.
test('new workers get what comes until all have as many', { skip }, (t) =>
  inOneOf(ATTEMPTS, () => check(t)),
);

async function check(t) {
  const cluster = await start(t, { env: { NODE_CLUSTER_SCHED_POLICY: 'least-connections' } });
  const old = await cluster.fork();
  const { port } = await old.run(listenAndHold, OPTIONS);
  const holdMany = (count) => Promise.all(Array.from({ length: count }, () => hold(t, { port })));
  await holdMany(LASTING);

  const fresh = await cluster.fork();
  await fresh.run(listenAndHold, OPTIONS);
  // At once: while the new one is busy with one of them the old one is idle.
  const burst = await holdMany(LASTING);
  const counts = tally(burst.map(({ pid }) => pid));
  assert.ok(
    (counts.get(old.pid) ?? 0) <= 1 + LASTING / 20,
    `the old one got ${counts.get(old.pid)}`,
  );

  // Those that end count, too.
  const ended = burst.filter(({ pid }) => pid === fresh.pid).slice(0, 20);
  for (const { socket } of ended) socket.destroy();
  await fresh.run(
    ({ state }, most) =>
      new Promise((resolve) => {
        const look = () => (state.server._connections <= most ? resolve() : setTimeout(look, 5));
        look();
      }),
    LASTING - ended.length,
  );
  for (let i = 0; i < 10; i++) assert.equal((await hold(t, { port })).pid, fresh.pid);

  // One that is blocked is not waited for, although it has fewer.
  const blocked = await block(t, fresh);
  await hold(t, { port }).catch(() => {}); // it may be the one that finds it blocked
  assert.equal((await hold(t, { port })).pid, old.pid);
  await blocked.release();
}
