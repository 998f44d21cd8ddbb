'use strict';
// An abstract Unix socket (its name begins with a NUL) has no file; workers share it all the same.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start, nodeVersion } = require('./remote/start.js');
const { close, listen } = require('./remote/acts.js');
const { allAnswer, ask } = require('./remote/clients.js');

const missing = nodeVersion[0] < 20 && 'this Node has no abstract sockets (they came with 20)';

test('workers share an abstract socket', { skip: missing }, async (t) => {
  const name = `\0gocluster-test-${process.pid}-${Date.now()}`;
  const cluster = await start(t, { workers: 2 });
  assert.deepEqual(await cluster.everywhere(listen, { path: name }), [name, name]);
  await allAnswer({ path: name }, cluster.workers);

  await cluster.everywhere(close);
  await assert.rejects(ask({ path: name }), { code: 'ECONNREFUSED' });
});
