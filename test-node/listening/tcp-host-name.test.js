'use strict';
// A host name is looked up before it is bound; a name that does not exist is the server's own error.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('./remote/start.js');
const { listen } = require('./remote/acts.js');
const { allAnswer, ask } = require('./remote/clients.js');

test('listen on localhost', async (t) => {
  const cluster = await start(t, { workers: 2 });
  const addresses = await cluster.everywhere(listen, { port: 0, host: 'localhost' });
  const { port, address } = addresses[0];
  assert.match(address, /^(127\.0\.0\.1|::1)$/);
  assert.deepEqual(addresses[1], addresses[0]);
  await allAnswer({ port, host: 'localhost' }, cluster.workers);
});

test('a name without an address is a lookup error in the worker', async (t) => {
  const cluster = await start(t, { workers: 1 });
  const [worker] = cluster.workers;
  await assert.rejects(worker.run(listen, { port: 0, host: 'no such name' }), {
    syscall: 'getaddrinfo',
  });
  // The worker goes on.
  const { port } = await worker.run(listen, { port: 0, host: '127.0.0.1' });
  assert.equal(await ask(port), worker.pid);
});
