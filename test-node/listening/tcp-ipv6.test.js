'use strict';
// A worker listens on an IPv6 address: clients reach it there, and every worker shares the port.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('./remote/start.js');
const { listen } = require('./remote/acts.js');
const { allAnswer, ask } = require('./remote/clients.js');

test('workers share an IPv6 address', async (t) => {
  const cluster = await start(t, { workers: 2 });
  const addresses = await cluster.everywhere(listen, { port: 0, host: '::1' });
  const { port } = addresses[0];
  assert.deepEqual(addresses[0], { address: '::1', family: 'IPv6', port });
  assert.deepEqual(addresses[1], addresses[0]);

  await allAnswer({ port, host: '::1' }, cluster.workers);
  // Bound to that address only: nobody answers on IPv4.
  await assert.rejects(ask({ port, host: '127.0.0.1' }), { code: 'ECONNREFUSED' });
});
