'use strict';
// reusePort: every worker has a socket of its own on one port, and the kernel chooses among them.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start, nodeVersion } = require('./remote/start.js');
const { close, listen } = require('./remote/acts.js');
const { ask, burst } = require('./remote/clients.js');

const [major, minor] = nodeVersion;
const missing =
  (major < 22 || (major === 22 && minor < 12)) && 'this Node has no reusePort (it came with 22.12)';

test('workers with reusePort listen beside each other', { skip: missing }, async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [first, second] = cluster.workers;
  const { port } = await first.run(listen, { port: 0, host: '127.0.0.1', reusePort: true });
  await second.run(listen, { port, host: '127.0.0.1', reusePort: true });

  const pids = new Set(await burst(64, port));
  assert.deepEqual(pids, new Set([first.pid, second.pid]));
  // As exclusive: it bypasses the primary, which is told nothing.
  assert.deepEqual([first.events, second.events], [[], []]);

  await first.run(close);
  assert.equal(await ask(port), second.pid);
});
