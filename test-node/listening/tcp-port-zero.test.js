'use strict';
// Port 0: all workers get the same random port for the n-th listen, and another one for the next.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('./remote/start.js');
const { listen } = require('./remote/acts.js');
const { allAnswer } = require('./remote/clients.js');

test('the n-th listen on port 0 means the same port in every worker', async (t) => {
  const cluster = await start(t, { workers: 3 });
  const anywhere = { port: 0, host: '127.0.0.1' };
  const first = await cluster.everywhere(listen, anywhere, 'first');
  const second = await cluster.everywhere(listen, anywhere, 'second');

  for (const addresses of [first, second]) {
    assert.deepEqual(addresses[1], addresses[0]);
    assert.deepEqual(addresses[2], addresses[0]);
  }
  assert.notEqual(second[0].port, first[0].port);

  for (const { port } of [first[0], second[0]]) {
    await allAnswer(port, cluster.workers);
  }
});

test('a worker forked later joins the same port', async (t) => {
  const cluster = await start(t, { workers: 1 });
  const [first] = cluster.workers;
  const address = await first.run(listen, { port: 0, host: '127.0.0.1' });
  const second = await cluster.fork();
  assert.deepEqual(await second.run(listen, { port: 0, host: '127.0.0.1' }), address);
});
