'use strict';
// worker_threads that fork their own cluster share the core with the main thread; when a thread ends,
// its workers end with it, nothing of them is left, and the others go on.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { channelsOf } = require('../support/processes.js');
const { allAnswer, talk } = require('../listening/remote/clients.js');
const { THREADS_ONLY, cores } = require('./threads.js');
const path = require('node:path');

/** How many libraries of the core a primary has. */
const LIBRARIES = THREADS_ONLY ? 0 : 1;
const SERVER = path.join(__dirname, 'serve.js');

/** Starts a thread that forks a worker; resolves to { port, pid } of that worker. */
const forkInThread = ({ state }, exec) =>
  new Promise((resolve, reject) => {
    const { Worker } = require('node:worker_threads');
    const code = `
      const { parentPort, workerData } = require('node:worker_threads');
      const cluster = require('node:cluster');
      cluster.setupPrimary({ exec: workerData });
      const worker = cluster.fork();
      worker.on('listening', ({ port }) => {
        parentPort.postMessage({ port, pid: worker.process.pid });
      });`;
    const thread = new Worker(code, { eval: true, workerData: exec });
    state.threads = [...(state.threads ?? []), thread];
    thread.once('message', resolve).once('error', reject);
  });

test('threads and the main thread share one core', async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });

  const inThreads = [];
  for (let i = 0; i < 3; i++) {
    const served = await cluster.primary.run(forkInThread, SERVER);
    // They are no workers of ours; their primary's end ends them, should the test fail.
    inThreads.push(served);
    assert.equal(await talk(served.port), String(served.pid));
  }
  assert.equal(new Set([port, ...inThreads.map((each) => each.port)]).size, 4);
  assert.equal(cores(cluster.primary.pid).length, LIBRARIES);

  // The first thread ends: its port goes, everybody else's stays.
  const channels = channelsOf(cluster.primary.pid).length;
  await cluster.primary.run(({ state }) => state.threads[0].terminate());
  const [gone, ...left] = inThreads;
  await goneFrom(gone.port);
  for (const { port: other, pid } of left) assert.equal(await talk(other), String(pid));
  await allAnswer(port, cluster.workers);

  // And a new thread works as well as the first.
  const again = await cluster.primary.run(forkInThread, SERVER);
  assert.equal(await talk(again.port), String(again.pid));
  assert.equal(channelsOf(cluster.primary.pid).length, channels);
  assert.equal(cores(cluster.primary.pid).length, LIBRARIES);
});

/** Waits until connections to the port are refused. */
function goneFrom(port) {
  const { until } = require('../support/deadline.js');
  return until(
    () =>
      talk(port).then(
        () => false,
        (error) => error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET',
      ),
    `end of the server on port ${port}`,
  );
}
