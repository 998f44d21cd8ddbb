'use strict';
// What a worker's event loop is said to have done: time in which it has slept is no lag, what it was busy for never falls, a worker that
// is blocked is seen to be, for how long, and another core knows all of that.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { block } = require('../listening/remote/clients.js');
const { STATS, onlyGocluster, start } = require('../listening/remote/start.js');
const { coresOf, ended, env } = require('../process/core.js');
const { until } = require('../support/deadline.js');

const skip = onlyGocluster('it does not know the loops of its workers');
/** Milliseconds that a worker sleeps, or is blocked, and which nobody looks at. */
const UNSEEN_MS = 500;
const OFTEN_MS = 10;

/** Runs in the primary. */
const look = async (context, file) => {
  const { core, workers } = await require(file).stats();
  return { restarts: core?.restarts, loop: workers[0].loop };
};

const loopOf = async ({ primary }) => (await primary.run(look, STATS)).loop;

/** A cluster of one worker, which tells of its loop. */
async function begin(t, options) {
  const cluster = await start(t, { workers: 1, ...options });
  await until(() => loopOf(cluster), 'what the worker tells of its loop');
  return cluster;
}

/** So much time passes, and nobody looks. */
function unseen() {
  const begin = performance.now();
  return until(() => performance.now() - begin >= UNSEEN_MS, 'the time');
}

test('what a worker has slept is no lag, and its busy time does not fall', { skip }, async (t) => {
  const cluster = await begin(t);
  const [worker] = cluster.workers;
  const before = await loopOf(cluster);
  await unseen();
  const blocked = await block(t, worker);
  const first = await loopOf(cluster);
  // The test itself takes as long to look as it may have been blocked.
  assert.ok(first.lag < UNSEEN_MS / 2, `${first.lag} ms`);
  assert.ok(first.busy >= before.busy && first.busy < before.busy + UNSEEN_MS / 2);
  await blocked.release();
  const after = await loopOf(cluster);
  assert.ok(after.busy >= first.busy, `${after.busy} ms after ${first.busy} ms`);
});

test('the lag of a blocked worker grows, and becomes busy time', { skip }, async (t) => {
  const cluster = await begin(t);
  const blocked = await block(t, cluster.workers[0]);
  const first = await loopOf(cluster);
  const last = await until(async () => {
    const loop = await loopOf(cluster);
    return loop.lag > first.lag + OFTEN_MS && loop;
  }, 'a lag that grows');
  assert.deepEqual([last.turns, last.busy], [first.turns, first.busy], 'its turn has not ended');
  assert.ok(last.utilization > 0 && last.lagMax >= last.lag);
  await blocked.release();
  // It may answer before its turn ends.
  const { lagMax, busy } = await until(async () => {
    const loop = await loopOf(cluster);
    return loop.turns > last.turns && loop;
  }, 'the end of the turn');
  assert.ok(lagMax > last.lag - 1 && busy > last.busy + last.lag - 1, `${lagMax} of ${busy} ms`);
});

test('the first look, at a worker that would not have slept long', { skip }, async (t) => {
  const cluster = await begin(t);
  const [worker] = cluster.workers;
  await worker.run((context, often) => void setInterval(() => {}, often), OFTEN_MS);
  const blocked = await block(t, worker);
  await unseen();
  const { lag } = await loopOf(cluster);
  assert.ok(lag > UNSEEN_MS - 2 * OFTEN_MS, `${lag} ms`);
  await blocked.release();
});

test('another core knows where a worker waits, and what it has done', { skip }, async (t) => {
  const cluster = await begin(t, { env });
  const before = await loopOf(cluster);
  const [core] = coresOf(cluster.primary.pid);
  process.kill(core, 'SIGKILL');
  await ended(core);
  const after = await until(async () => {
    const { restarts, loop } = await cluster.primary.run(look, STATS);
    return restarts > 0 && loop;
  }, 'another core, to which the worker tells of its loop');
  await unseen();
  assert.equal((await loopOf(cluster)).lag, 0, 'it waits');
  for (const name of ['turns', 'busy', 'lagMax'])
    assert.ok(after[name] >= before[name], `${name}: ${before[name]}, then ${after[name]}`);
});
