'use strict';
// least-connections: who has the fewest open gets the next, with those of before the other worker was there. What a burst does to
// workers that are busy in turn is tested with a clock that stands still (core/choice_test.go).

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start, onlyGocluster } = require('../listening/remote/start.js');
const { listenAndHold } = require('../listening/remote/acts.js');
const { block, hold } = require('../listening/remote/clients.js');

const skip = onlyGocluster('it has no such policy');
const OPTIONS = { port: 0, host: '127.0.0.1' };
const LASTING = 20;

test('a new worker gets what comes until all have as many', { skip }, async (t) => {
  const cluster = await start(t, { env: { NODE_CLUSTER_SCHED_POLICY: 'least-connections' } });
  const old = await cluster.fork();
  const { port } = await old.run(listenAndHold, OPTIONS);
  await Promise.all(Array.from({ length: LASTING }, () => hold(t, { port })));

  const fresh = await cluster.fork();
  await fresh.run(listenAndHold, OPTIONS);
  const holdNext = async () => {
    await cluster.allIdle();
    return hold(t, { port });
  };
  const fromFresh = [];
  for (let i = 0; i < LASTING; i++) {
    const held = await holdNext();
    assert.equal(held.pid, fresh.pid, `connection ${i}`);
    fromFresh.push(held);
  }

  // Those that end count, too.
  const ended = fromFresh.slice(0, LASTING / 2);
  for (const { socket } of ended) socket.destroy();
  await fresh.run(
    ({ state }, most) =>
      new Promise((resolve) => {
        const look = () => (state.server._connections <= most ? resolve() : setTimeout(look, 5));
        look();
      }),
    LASTING - ended.length,
  );
  for (let i = 0; i < ended.length; i++) assert.equal((await holdNext()).pid, fresh.pid);

  // One that is blocked is not waited for, although it has fewer.
  const blocked = await block(t, fresh);
  await hold(t, { port }).catch(() => {}); // it may be the one that finds it blocked
  assert.equal((await hold(t, { port })).pid, old.pid);
  await blocked.release();
});
