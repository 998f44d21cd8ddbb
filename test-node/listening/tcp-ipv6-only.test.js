'use strict';
// ipv6Only: the server is not reached over IPv4, so another may have the same port there.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('./remote/start.js');
const { listen } = require('./remote/acts.js');
const { ask } = require('./remote/clients.js');

test('ipv6Only leaves IPv4 to others', async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [six, four] = cluster.workers;
  const { port } = await six.run(listen, { port: 0, host: '::', ipv6Only: true });
  assert.equal(await ask({ port, host: '::1' }), six.pid);
  await assert.rejects(ask({ port, host: '127.0.0.1' }), { code: 'ECONNREFUSED' });

  await four.run(listen, { port, host: '0.0.0.0' });
  assert.equal(await ask({ port, host: '127.0.0.1' }), four.pid);
  assert.equal(await ask({ port, host: '::1' }), six.pid);
});

test('without ipv6Only the port is taken on IPv4 as well', async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [six, four] = cluster.workers;
  const { port } = await six.run(listen, { port: 0, host: '::' });
  await assert.rejects(four.run(listen, { port, host: '0.0.0.0' }), { code: 'EADDRINUSE' });
});
