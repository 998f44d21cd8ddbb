'use strict';
// A worker ends in the middle of a tick, by process.exit() or by an exception, with connections in its
// queue that it has not read: every client is served by the other worker.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { until } = require('../support/deadline.js');
const { start, onlyGocluster } = require('../listening/remote/start.js');
const { blockUntil, listen, served } = require('../listening/remote/acts.js');
const { block, burst, folder, tally, tcpQueue } = require('../listening/remote/clients.js');

const CLIENTS = 60;

// Each runs in the worker after the block, before its event loop gets to read anything.
const ends = {
  'process.exit()': () => process.exit(3),
  'an exception': () => {
    process.nextTick(() => {
      throw new Error('on purpose');
    });
  },
  'process.abort()': () => process.abort(),
};

const skip = onlyGocluster('a connection that a dead worker had not read hangs for ever');

for (const [name, end] of Object.entries(ends)) {
  test(`what is unread survives ${name}`, { skip }, async (t) => {
    const cluster = await start(t, { workers: 2 });
    const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
    const [victim, survivor] = cluster.workers;

    const gates = [await block(t, survivor), await block(t, victim, end)];
    const answers = burst(CLIENTS, port);
    await until(() => tcpQueue(port).clients >= CLIENTS, `${CLIENTS} connections`);

    gates[1].release();
    await victim.exited;
    await gates[0].release();
    assert.deepEqual(tally(await answers), new Map([[survivor.pid, CLIENTS]]));
    assert.equal(await survivor.run(served), CLIENTS);
  });
}

/** Lets the worker come to its natural end, and holds it in its 'exit' event until the gate opens. */
const endNaturally = ({ state }, blockUntil, gate) => {
  process.on('exit', () =>
    new Function('require', `(${blockUntil})(null, ${gate}, () => {})`)(require),
  );
  state.server.unref();
  process.channel.unref();
};

test('what is unread survives a natural end', { skip }, async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
  const [victim, survivor] = cluster.workers;

  const gate = path.join(folder(t), 'gate');
  victim.run(endNaturally, String(blockUntil), JSON.stringify(gate)).catch(() => {});
  await until(() => fs.existsSync(`${gate}.closed`), "the worker in its 'exit' event");
  const held = await block(t, survivor);
  const answers = burst(CLIENTS, port);
  await until(() => tcpQueue(port).clients >= CLIENTS, `${CLIENTS} connections`);

  fs.writeFileSync(gate, '');
  assert.deepEqual(await victim.exited, { code: 0, signal: null });
  await held.release();
  assert.deepEqual(tally(await answers), new Map([[survivor.pid, CLIENTS]]));
});
