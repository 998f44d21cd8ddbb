'use strict';
// A worker closes its server and listens again, over and over, while others serve: under load no
// connection is refused, cut or lost.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('../listening/remote/start.js');
const { close, listen, served } = require('../listening/remote/acts.js');
const { freePort } = require('../listening/remote/clients.js');
const { load } = require('./load.js');

const ROUNDS = 20;

test('closing in one worker loses nothing', async (t) => {
  const where = { port: await freePort(), host: '127.0.0.1' };
  const cluster = await start(t, { workers: 2 });
  const [keeper, closer] = cluster.workers;
  await keeper.run(listen, where);

  const clients = load(where.port);
  for (let round = 0; round < ROUNDS; round++) {
    await closer.run(listen, where);
    await clients.served(20);
    await closer.run(close);
    await clients.served(20);
  }
  const pids = await clients.stop();
  const [first, second] = await cluster.everywhere(served);
  assert.equal(first + second, pids.length);
  assert.ok(second > 0);
});
