'use strict';
// What is told of a core that is a process: its memory and processor time, which belong to the primary's, also those of one that has
// ended; and that the cluster is still gocluster's when the core is down for good.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const path = require('node:path');
const { STATS, onlyGocluster, start } = require('../listening/remote/start.js');
const { coresOf, ended, env } = require('../process/core.js');
const { ROOT } = require('../support/run.js');
const { until } = require('../support/deadline.js');

const skip = onlyGocluster('it has no core');
const METRICS = path.join(ROOT, 'observe/metrics.js');

/** Runs in the primary. */
const look = async (context, file) => require(file).stats();

/** Runs in the primary: the metric's values together, as one look has them. */
const sumOf = async ({ state }, file, name) => {
  if (!state.metrics) {
    state.metrics = {};
    const registerMetric = (metric) => (state.metrics[metric.name] = metric);
    require(file).register({ registerMetric });
  }
  const { values } = await state.metrics[name].get();
  return values.reduce((sum, { value }) => sum + value, 0);
};

/** Kills the core, and returns what is told when another one is there, or none any more. */
async function kill({ primary }, { core: { pid } }) {
  process.kill(pid, 'SIGKILL');
  await ended(pid);
  return until(async () => {
    const stats = await primary.run(look, STATS);
    const { core } = stats;
    return (core === null || (core.pid ?? pid) !== pid) && stats;
  }, `what follows the core ${pid}`);
}

test('memory and processor time of its process', { skip }, async (t) => {
  const cluster = await start(t, { workers: 1, env });
  const { primary } = cluster;
  const stats = await primary.run(look, STATS);
  assert.deepEqual([stats.core.pid], coresOf(primary.pid));
  assert.ok(stats.core.rss > 2 ** 20, `${stats.core.rss} bytes`);
  const resident = await primary.run(sumOf, METRICS, 'gocluster_primary_memory_resident_bytes');
  assert.ok(resident > stats.primary.rss / 2 + stats.core.rss, `${resident} bytes`);

  const name = 'gocluster_primary_cpu_seconds_total';
  const before = await primary.run(sumOf, METRICS, name);
  await kill(cluster, stats);
  const after = await primary.run(sumOf, METRICS, name);
  assert.ok(after >= before, `${after} s after ${before} s`);
});

test('a thread of the primary has no process', { skip }, async (t) => {
  const { primary } = await start(t, { workers: 1, env: { GOCLUSTER_CORE: 'thread' } });
  const { core } = await primary.run(look, STATS);
  assert.deepEqual([core.pid, core.rss, core.cpu], [null, null, null]);
});

test('the cluster of a core that is down for good', { skip }, async (t) => {
  const cluster = await start(t, { workers: 1, env });
  let stats = await cluster.primary.run(look, STATS);
  while (stats.core !== null) stats = await kill(cluster, stats);
  const { scheduler, core, listeners, workers } = stats;
  assert.deepEqual([scheduler, core, listeners, workers.length], ['gocluster', null, null, 1]);
});
