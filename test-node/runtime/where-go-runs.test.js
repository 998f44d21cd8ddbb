'use strict';
// Go runs in a primary that has forked, and nowhere else: not in its workers, not before the first
// fork, not in a process that never forks.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { ask } = require('../listening/remote/clients.js');
const { THREADS_ONLY, cores, goThreads } = require('./threads.js');

const traces = ({ pid }) => ({ libraries: cores(pid).length, threads: goThreads(pid).length > 0 });
const NONE = { libraries: 0, threads: false };

test('where the core is', { skip: THREADS_ONLY }, async (t) => {
  const cluster = await start(t);
  const { primary } = cluster;
  await primary.run(
    ({ state }) =>
      new Promise((resolve) => {
        state.own = require('node:net').createServer().listen(0, '127.0.0.1', resolve);
      }),
  );
  assert.deepEqual(traces(primary), NONE, 'before the first fork, even with a server of its own');

  const worker = await cluster.fork();
  assert.deepEqual(traces(primary), { libraries: 1, threads: true });
  const { port } = await worker.run(listen, { port: 0, host: '127.0.0.1' });
  assert.equal(await ask(port), worker.pid);
  assert.deepEqual(traces(worker), NONE, 'in a worker that serves');

  const grandchild = await worker.run(
    ({ state }) =>
      new Promise((resolve) => {
        const { spawn } = require('node:child_process');
        state.child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1e6)']);
        state.child.stdout.once('data', () => resolve(state.child.pid));
      }),
  );
  t.after(() => process.kill(grandchild, 'SIGKILL'));
  assert.deepEqual(traces({ pid: grandchild }), NONE, 'in a child of a worker');
});
