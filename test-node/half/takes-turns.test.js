'use strict';

// Workers that cannot be handed connections by the core take their turns with those that can, and what one of them leaves behind
// is served by another.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { until } = require('../support/deadline.js');
const { start } = require('../listening/remote/start.js');
const { listen, listenAndHold } = require('../listening/remote/acts.js');
const {
  ask,
  block,
  burst,
  folder,
  hold,
  talk,
  tally,
  tcpQueue,
} = require('../listening/remote/clients.js');

const skip = GOCLUSTER_ONLY;
const anywhere = { port: 0, host: '127.0.0.1' };
const ROUNDS = 10;

/** Forks workers; those with flags among their arguments have no channel of gocluster's. */
async function forkAll(cluster, flags) {
  for (const execArgv of flags) {
    await cluster.primary.run(
      (us, given) => us.cluster.setupPrimary({ execArgv: given }),
      execArgv,
    );
    await cluster.fork();
  }
  return cluster.workers;
}

/** Asks in so many rounds, always when all are idle: each worker answers once a round, in the same order. */
async function inTurns(cluster, place, rounds) {
  const count = cluster.workers.length;
  const pids = await cluster.inTurns(count * rounds, () => ask(place));
  assert.equal(new Set(pids.slice(0, count)).size, count);
  assert.deepEqual(
    pids,
    pids.map((pid, i) => pids[i % count]),
  );
}

const PLAIN = ['--no-addons'];

for (const [name, where] of [
  ['TCP', () => anywhere],
  ['a Unix socket', (t) => ({ path: path.join(folder(t), 's') })],
]) {
  test(`round robin over both kinds, ${name}`, async (t) => {
    const cluster = await start(t);
    await forkAll(cluster, [PLAIN, [], PLAIN, []]);
    const place = where(t);
    const [{ port }] = await cluster.everywhere(listen, place);
    await inTurns(cluster, port ?? place, ROUNDS);
  });
}

test(
  'a node that drops NODE_OPTIONS and all its arguments but the program',
  { skip },
  async (t) => {
    // The worker has a channel then, and knows nothing of it.
    const node = path.join(folder(t), 'node');
    fs.writeFileSync(
      node,
      `#!/bin/sh\nunset NODE_OPTIONS\nfor program; do :; done\nexec '${process.execPath}' "$program"\n`,
      { mode: 0o755 },
    );
    const cluster = await start(t);
    await cluster.fork();
    await cluster.primary.run((us, file) => void (process.execPath = file), node);
    await cluster.fork();
    const [{ port }] = await cluster.everywhere(listen, anywhere);
    await inTurns(cluster, port, 2);
    assert.match(cluster.output, /Its preload did not run/);
  },
);

test('a full one leaves connections to the other', async (t) => {
  const cluster = await start(t);
  const [full, other] = await forkAll(cluster, [PLAIN, []]);
  const { port } = await full.run(listenAndHold, anywhere, { maxConnections: 1 });
  await other.run(listenAndHold, anywhere);
  const pids = [];
  while (!pids.includes(full.pid) || pids.length < 8) pids.push((await hold(t, port)).pid);
  assert.equal(tally(pids).get(full.pid), 1);
});

test('what waits when the last worker with a channel dies', { skip }, async (t) => {
  const cluster = await start(t);
  const [plain, handed] = await forkAll(cluster, [PLAIN, []]);
  const [{ port }] = await cluster.everywhere(listen, anywhere);
  const gates = [await block(t, plain), await block(t, handed)];
  const answers = burst(50, port);
  await until(() => tcpQueue(port).clients >= 50, '50 connections');
  handed.kill('SIGKILL');
  await handed.exited;
  await gates[0].release();
  assert.deepEqual(tally(await answers), new Map([[plain.pid, 50]]));
});

test(
  'a connection that it has been sent, when it leaves without reading that',
  { skip },
  async (t) => {
    const cluster = await start(t);
    const [leaves, stays] = await forkAll(cluster, [PLAIN, PLAIN]);
    const [{ port }] = await cluster.everywhere(listen, anywhere);
    const gate = await block(t, leaves, () => process.disconnect());
    const pids = [];
    const answers = Array.from({ length: 10 }, () => ask(port).then((pid) => pids.push(pid)));
    await until(() => pids.length === 9, 'the answers to all but the one that it was sent');
    gate.release().catch(() => {}); // it answers no more
    await Promise.all(answers);
    assert.deepEqual(tally(pids), new Map([[stays.pid, 10]]));
  },
);

test('a connection that it has been sent, when it is killed', { skip }, async (t) => {
  const cluster = await start(t);
  const [victim] = await forkAll(cluster, [PLAIN]);
  const { port } = await victim.run(listen, anywhere);
  victim.kill('SIGSTOP');
  const answer = talk(port).catch(({ code }) => code);
  await until(() => tcpQueue(port).waiting === 0 && tcpQueue(port).clients === 1, 'an accept');
  victim.kill('SIGKILL');
  assert.match(await answer, /^(ECONNRESET)?$/);
});
