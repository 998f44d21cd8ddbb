'use strict';
// The event loop of the primary is blocked: connections are accepted and served all the same.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { until } = require('../support/deadline.js');
const { start, onlyGocluster } = require('../listening/remote/start.js');
const { listen, served } = require('../listening/remote/acts.js');
const { block, burst, tally } = require('../listening/remote/clients.js');

test(
  'a blocked primary stops nobody',
  { skip: onlyGocluster('every connection passes through the event loop of the primary') },
  async (t) => {
    const cluster = await start(t, { workers: 2 });
    const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
    const gate = await block(t, cluster.primary);
    const counts = tally(await burst(200, port));
    assert.deepEqual(new Set(counts.keys()), new Set(cluster.workers.map(({ pid }) => pid)));

    // A worker that dies meanwhile is noticed as well.
    const [victim, survivor] = cluster.workers;
    victim.kill('SIGKILL');
    const state = () => fs.readFileSync(`/proc/${victim.pid}/stat`, 'utf8').split(') ')[1][0];
    await until(() => state() === 'Z', 'death of the worker');
    assert.deepEqual(tally(await burst(100, port)), new Map([[survivor.pid, 100]]));
    await gate.release();
    await victim.exited;
    assert.ok((await survivor.run(served)) >= 100);
  },
);
