'use strict';
// A worker that finds no connection left wakes the core, while others pull: no wake has to be made up for by the core's clock.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const path = require('node:path');
const { ROOT } = require('../support/run.js');
const { start, onlyGocluster } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { load } = require('./load.js');

const STATS = path.join(ROOT, 'observe/stats.js');
const CLIENTS = 16;
const PULLED = 500;

const coreStats = async (context, file) => (await require(file).stats()).core;

test('no wake is lost', { skip: onlyGocluster('nobody pulls') }, async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
  const clients = load(port, CLIENTS);
  let core = { pulled: 0 };
  while (core.pulled < PULLED) {
    await clients.served(PULLED);
    core = await cluster.primary.run(coreStats, STATS);
  }
  await clients.stop();
  assert.equal(core.lostWakes, 0);
});
