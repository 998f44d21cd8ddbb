'use strict';
// A worker listens on an IPv4 address: clients reach it there, and every worker shares the port.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('./remote/start.js');
const { listen } = require('./remote/acts.js');
const { allAnswer, ask, freePort } = require('./remote/clients.js');

test('workers share an IPv4 address', async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [first, second] = cluster.workers;

  const port = await freePort();
  const expected = { address: '127.0.0.1', family: 'IPv4', port };

  assert.deepEqual(await first.run(listen, { port, host: '127.0.0.1' }), expected);
  assert.equal(await ask(port), first.pid);

  assert.deepEqual(await second.run(listen, { port, host: '127.0.0.1' }), expected);
  await allAnswer(port, cluster.workers);
});
