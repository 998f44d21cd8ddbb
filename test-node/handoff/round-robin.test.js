'use strict';
// Idle workers are served in turn, exactly: of any number of connections, one after the other, the
// most and the least loaded worker differ by one at most.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { ask, tally } = require('../listening/remote/clients.js');

const WORKERS = 4;

for (const connections of [WORKERS, 400, 403]) {
  test(`${connections} connections over ${WORKERS} idle workers`, async (t) => {
    const cluster = await start(t, { workers: WORKERS });
    const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });

    const pids = [];
    for (let i = 0; i < connections; i++) pids.push(await ask(port));
    const counts = [...tally(pids).values()];
    assert.equal(counts.length, WORKERS);
    const spread = Math.max(...counts) - Math.min(...counts);
    assert.ok(spread <= 1, `the workers got ${counts} connections`);
    assert.equal(counts.reduce((sum, count) => sum + count), connections);
  });
}
