'use strict';
// What the core counts arrives in the primary's JavaScript, under the names that it has there.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { inOneOf } = require('../support/attempts.js');
const { GOCLUSTER_ONLY, ROOT, run } = require('../support/run.js');

const ATTEMPTS = 5;

/** Two workers serve eight connections on one port; then the primary asks, twice at once. */
function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  const { join } = require('node:path');
  if (cluster.isWorker) {
    net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
    return;
  }
  const Core = require(join(process.argv[2], 'lib/core.js'));
  const { listen } = Core.prototype;
  let core;
  Core.prototype.listen = function (...args) {
    core = this;
    return Reflect.apply(listen, this, args);
  };
  const connect = (port) =>
    new Promise((resolve, reject) => {
      const socket = net.connect(port, '127.0.0.1', () => socket.resume());
      socket.on('error', reject).on('close', resolve);
    });
  const workers = [cluster.fork(), cluster.fork()];
  let listening = 0;
  cluster.on('listening', async (worker, { port }) => {
    if (++listening < workers.length) return;
    for (let i = 0; i < 8; i++) await connect(port);
    const [stats, again] = await Promise.all([core.stats(), core.stats()]);
    report('stats', { ...stats, isOne: stats === again });
    const { length } = (await core.stats()).workers;
    report('later', length);
    cluster.disconnect();
  });
}

// A worker that gets no processor time for a while loses what it has not read to the other one, and then the numbers are those.
test('stats', { skip: GOCLUSTER_ONLY }, (t) => inOneOf(ATTEMPTS, () => check(t)));

async function check(t) {
  const running = run(t, program, { args: [ROOT] });
  const { core, total, restarts, listeners, workers, isOne } = await running.next('stats');
  assert.ok(isOne, 'who asks meanwhile gets the same answer');
  const { iterations, ...rest } = core;
  assert.ok(iterations > 0);
  assert.deepEqual(rest, { fdShortages: 0, lostWakes: 0, backingOff: 0, clusters: 1, sessions: 2 });

  const none = { takenBack: 0, refused: 0, pulled: 0, stalls: 0 };
  assert.deepEqual(total, { accepted: 8, handedOff: 8, taken: 8, ...none });
  assert.equal(restarts, 0);
  assert.equal(listeners.length, 1);
  const [{ cluster, waits, pendingMax, ...listener }] = listeners;
  assert.deepEqual(listener, {
    id: listener.id,
    accepted: 8,
    handedOff: 8,
    takenBack: 0,
    refused: 0,
    pending: 0,
    queued: 0,
    peeking: 0,
    peekTimeouts: 0,
    peekOverflows: 0,
    peekRejections: 0,
  });
  assert.equal(typeof pendingMax, 'number');
  assert.deepEqual(waits.bounds, [1, 5, 10, 50, 100, 500, 1000, 5000, 10000]);
  assert.equal(waits.counts.length, 10);
  assert.equal(
    waits.counts.reduce((sum, count) => sum + count),
    8,
  );
  assert.equal(typeof waits.total, 'number');

  assert.deepEqual(
    workers.map((worker) => worker.id),
    [1, 2],
  );
  for (const worker of workers) {
    assert.equal(worker.cluster, cluster);
    assert.equal(worker.state, 'idle');
    assert.deepEqual([worker.leaving, worker.stalled], [false, false]);
    assert.equal(worker.handedOff, 4);
    assert.deepEqual([worker.depth, worker.takenBack, worker.refused, worker.stalls], [0, 0, 0, 0]);
    assert.deepEqual([worker.taken, worker.pulled], [4, 0]);
    assert.ok(worker.turns > 0 && worker.busyFor >= 0);
    assert.equal(typeof worker.open, 'number');
    assert.equal(typeof worker.heap, 'number');
  }
  assert.equal(await running.next('later'), 2);
  await running.success();
}
