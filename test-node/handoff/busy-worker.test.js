'use strict';
// A worker whose event loop is blocked gets nothing that another could serve: all clients are served
// while it is still blocked.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start, onlyGocluster } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { block, burst, tally } = require('../listening/remote/clients.js');

const CLIENTS = 200;
const AT_ONCE = 20;

test(
  'a blocked worker delays nobody',
  { skip: onlyGocluster('one connection waits with the blocked worker') },
  async (t) => {
    const cluster = await start(t, { workers: 4 });
    const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
    const [blocked, ...others] = cluster.workers;
    const gate = await block(t, blocked);

    const pids = [];
    while (pids.length < CLIENTS) pids.push(...(await burst(AT_ONCE, port)));
    const counts = tally(pids);
    assert.equal(counts.get(blocked.pid), undefined);
    assert.equal(pids.length, CLIENTS);
    for (const { pid } of others) assert.ok(counts.get(pid) > 0, `${pid} got connections`);

    // Free again, it takes its turns again.
    await gate.release();
    assert.ok(tally(await burst(AT_ONCE, port)).size > 1);
    const all = tally(await burst(CLIENTS, port));
    assert.ok(all.get(blocked.pid) > 0);
  },
);
