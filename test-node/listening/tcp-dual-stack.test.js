'use strict';
// No host given: the server is reached over IPv6 and over IPv4, and 'listening' says so as Node does.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('./remote/start.js');
const { listen } = require('./remote/acts.js');
const { ask } = require('./remote/clients.js');

test('a listen without a host serves both families', async (t) => {
  const cluster = await start(t, { workers: 1 });
  const [worker] = cluster.workers;
  const { address, family, port } = await worker.run(listen, { port: 0 });
  assert.deepEqual({ address, family }, { address: '::', family: 'IPv6' });
  assert.equal(await ask({ port, host: '::1' }), worker.pid);
  assert.equal(await ask({ port, host: '127.0.0.1' }), worker.pid);

  const listening = await worker.event('listening');
  // JSON leaves out what is undefined; Node reports a null address and type 4 in this case.
  assert.deepEqual(listening.address, { addressType: 4, address: null, port });
});
