'use strict';
// maxConnections: what a full worker refuses is served by another; with all full, it waits its turn.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { setTimeout: delay } = require('node:timers/promises');
const { start, onlyGocluster } = require('./remote/start.js');
const { listenAndHold } = require('./remote/acts.js');
const { hold, tally } = require('./remote/clients.js');

const anywhere = { port: 0, host: '127.0.0.1' };
const MOST_HELD = 200;
const WATCHED_MS = 1000;
const TICK_MS = 10; // the kernel's accounting, USER_HZ

/** Milliseconds of CPU that a process has used. */
function cpuTime(pid) {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

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

    let answered = false;
    const third = hold(t, port).finally(() => (answered = true));
    third.catch(() => {});
    const members = [cluster.primary, ...cluster.workers];
    const before = members.map(({ pid }) => cpuTime(pid));
    await delay(WATCHED_MS); // an observation, not a synchronisation
    assert.equal(answered, false);
    const used = members.map(({ pid }, i) => cpuTime(pid) - before[i]);
    assert.ok(Math.max(...used) < WATCHED_MS / 4, `used ${used} ms of CPU in ${WATCHED_MS} ms`);

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
