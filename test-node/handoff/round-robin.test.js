'use strict';
// Idle workers are served in turn, exactly: of any number of connections, one after the other, the
// most and the least loaded worker differ by one at most.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { ask, tally } = require('../listening/remote/clients.js');

const WORKERS = 4;
const MOST_ROUNDS = 20;

for (const connections of [40, 100, 103]) {
  test(`${connections} connections over ${WORKERS} idle workers`, async (t) => {
    const cluster = await start(t, { workers: WORKERS });
    const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });

    // A worker that a busy machine does not let run is not idle, and is passed over. So one round of
    // several must be exact; without round robin none would be.
    const spreads = [];
    do {
      const pids = [];
      for (let i = 0; i < connections; i++) pids.push(await ask(port));
      const counts = cluster.workers.map((worker) => tally(pids).get(worker.pid) ?? 0);
      assert.equal(
        counts.reduce((sum, count) => sum + count),
        connections,
      );
      spreads.push(Math.max(...counts) - Math.min(...counts));
    } while (spreads.at(-1) > 1 && spreads.length < MOST_ROUNDS);
    assert.ok(spreads.at(-1) <= 1, `the spreads of ${MOST_ROUNDS} rounds: ${spreads}`);
  });
}
