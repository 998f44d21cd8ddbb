'use strict';

// gocluster/metrics with the real packages: one page for primary and workers, also while a worker is blocked, where prom-client alone
// waits five seconds and fails; promtool has nothing to say about it; OpenTelemetry reads the same numbers.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { request } = require('./client');
const { linkGocluster, start } = require('./sides');
const { compile } = require('./typescript-compiler');

const REQUESTS = 8;
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

/** The values of a page, by name and labels. */
function valuesOf(page) {
  const lines = page.split('\n').filter((line) => line && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

const named = (values, name) =>
  Object.entries(values).filter(([key]) => key.split('{')[0] === name);
const sum = (values, name) => named(values, name).reduce((total, [, value]) => total + value, 0);

test('one page, whoever is blocked', async (t) => {
  linkGocluster();
  const program = start(t, 'gocluster', 'metrics.js');
  const { port, metrics } = await program.line('ready');
  const read = async (page) => {
    const { body, headers } = await request(`http://127.0.0.1:${metrics}${page}`);
    return { body, milliseconds: Number(headers['x-milliseconds']) };
  };
  for (let i = 0; i < REQUESTS; i++) await request(`http://127.0.0.1:${port}/`);

  const before = valuesOf((await read('/')).body);
  assert.equal(sum(before, 'served_total'), REQUESTS, "the workers' own");
  assert.equal(sum(before, 'gocluster_worker_connections_taken_total'), REQUESTS);
  assert.equal(sum(before, 'gocluster_listener_wait_seconds_count'), REQUESTS);
  assert.deepEqual(
    named(before, 'gocluster_worker_connections_taken_total').map(([key]) => key),
    [0, 1].map((place) => `gocluster_worker_connections_taken_total{worker="${place}"}`),
  );
  assert.ok(sum(before, 'gocluster_worker_cpu_seconds_total') > 0);
  const alone = valuesOf((await read('/alone')).body);
  assert.equal(sum(alone, 'served_total'), REQUESTS);

  const { body } = await read('/primary');
  const check =
    hasPromtool && spawnSync('promtool', ['check', 'metrics'], { input: body, encoding: 'utf8' });
  if (check) assert.deepEqual([check.status, check.stdout, check.stderr], [0, '', '']);
  else t.diagnostic('not checked by promtool, which is not installed (Debian: prometheus)');

  const instruments = JSON.parse((await read('/otel')).body);
  const taken = instruments.find(({ name }) => name === 'gocluster.worker.connections.taken');
  assert.equal(taken.unit, '{connection}');
  assert.deepEqual(
    taken.dataPoints.map(({ attributes, value }) => [attributes.worker, value]),
    named(before, 'gocluster_worker_connections_taken_total').map(([, value], i) => [
      `${i}`,
      value,
    ]),
  );
  const waited = instruments.find(({ name }) => name === 'gocluster.listener.wait.count');
  assert.equal(waited.dataPoints[0].value, REQUESTS);

  await request(`http://127.0.0.1:${port}/block`);
  const [blocked, failed] = await Promise.all([read('/'), read('/alone')]);
  assert.match(failed.body, /^failed: Operation timed out/);
  assert.ok(failed.milliseconds >= 4900, `${failed.milliseconds}`);
  assert.ok(blocked.milliseconds < failed.milliseconds / 2, `${blocked.milliseconds}`);
  const after = valuesOf(blocked.body);
  for (const [key, value] of Object.entries(before)) {
    if (/_(total|count|sum|bucket)[{ ]|_total$/.test(key))
      assert.ok(after[key] >= value, `${key}: ${value}, then ${after[key]}`);
  }
  assert.equal(sum(after, 'gocluster_worker_connections_taken_total'), REQUESTS + 1);
  program.kill('SIGKILL');
});

test('the types fit those of the packages', (t) => {
  linkGocluster();
  const name = 'metrics-types.mts';
  const text = fs.readFileSync(path.join(__dirname, 'programs', name), 'utf8');
  const { ok, output } = compile(t, 'esm', { [name]: text });
  assert.ok(ok, output);
});
