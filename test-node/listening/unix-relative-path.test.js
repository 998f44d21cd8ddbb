'use strict';
// A Unix socket by a relative path: relative to the worker's folder, address() gives it as it was.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { start } = require('./remote/start.js');
const { listen } = require('./remote/acts.js');
const { allAnswer, ask, folder } = require('./remote/clients.js');

test('workers share a Unix socket', async (t) => {
  const cwd = folder(t);
  const cluster = await start(t, { workers: 2, cwd });
  assert.deepEqual(await cluster.everywhere(listen, { path: 'sock' }), ['sock', 'sock']);

  const where = { path: path.join(cwd, 'sock') };
  assert.ok(fs.statSync(where.path).isSocket());
  await allAnswer(where, cluster.workers);

  const { address } = await cluster.workers[0].event('listening');
  assert.deepEqual(address, { addressType: -1, address: where.path, port: -1 });
});

test('the path is relative to the worker, not to the primary', async (t) => {
  const cwd = folder(t);
  fs.mkdirSync(path.join(cwd, 'inner'));
  const cluster = await start(t, { cwd });
  await cluster.primary.run(({ cluster }) => cluster.setupPrimary({ cwd: 'inner' }));
  const worker = await cluster.fork();
  await worker.run(listen, { path: 'sock' });
  assert.equal(await ask({ path: path.join(cwd, 'inner', 'sock') }), worker.pid);
});
