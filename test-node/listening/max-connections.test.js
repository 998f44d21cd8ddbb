'use strict';
// maxConnections: what a full worker refuses is served by another; with all full, it waits its turn.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start, onlyGocluster } = require('./remote/start.js');
const { listenAndHold } = require('./remote/acts.js');
const { hold, tally } = require('./remote/clients.js');
const { assertIdle, descriptors } = require('../limits/shortage.js');

const anywhere = { port: 0, host: '127.0.0.1' };
const MOST_HELD = 200;

test('a full worker leaves connections to another', async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [small, large] = cluster.workers;
  const { port } = await small.run(listenAndHold, anywhere, { maxConnections: 1 });
  await large.run(listenAndHold, anywhere);

  const pids = [];
  while (!pids.includes(small.pid) || pids.length < 6) {
    assert.ok(pids.length < MOST_HELD, 'the small worker takes its turn');
    pids.push((await hold(t, port)).pid);
  }
  assert.equal(tally(pids).get(small.pid), 1);
  assert.equal(tally(pids).get(large.pid), pids.length - 1);
});

test(
  'with all workers full a connection waits, uses no CPU, and is served when there is room',
  { skip: onlyGocluster('it passes the connection round and round meanwhile') },
  async (t) => {
    const cluster = await start(t, { workers: 2 });
    const [{ port }] = await cluster.everywhere(listenAndHold, anywhere, { maxConnections: 1 });
    const first = await hold(t, port);
    const second = await hold(t, port);
    assert.notEqual(first.pid, second.pid);

    const open = cluster.workers.map(({ pid }) => descriptors(pid));
    let answered = false;
    const third = hold(t, port).finally(() => (answered = true));
    third.catch(() => {});
    await assertIdle(...[cluster.primary, ...cluster.workers].map(({ pid }) => pid));
    assert.equal(answered, false);
    const stillOpen = cluster.workers.map(({ pid }) => descriptors(pid));
    assert.deepEqual(stillOpen, open, 'who sends a connection back has it no more');

    first.socket.destroy();
    assert.equal((await third).pid, first.pid);
  },
);

test('a waiting connection is served by a worker that joins', async (t) => {
  const cluster = await start(t, { workers: 1 });
  const [full] = cluster.workers;
  const { port } = await full.run(listenAndHold, anywhere, { maxConnections: 1 });
  await hold(t, port);
  const waiting = hold(t, port);
  const joins = await cluster.fork();
  await joins.run(listenAndHold, anywhere);
  assert.equal((await waiting).pid, joins.pid);
});
