'use strict';
// The Grafana dashboard is the one that the script writes, every expression in it is one of Prometheus, and every metric that it asks for
// is there; docs/metrics.md has every one. What is in seconds is.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { INSTRUMENTS } = require('../../observe/instruments');
const { FILE, dashboard, text } = require('../../scripts/dashboard');

const noPromtool =
  spawnSync('promtool', ['--version']).error && 'promtool is not installed (Debian: prometheus)';
const names = INSTRUMENTS.map(({ prometheus }) => prometheus);
const expressions = dashboard().panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

test('the dashboard is what the script writes', () => {
  assert.equal(fs.readFileSync(FILE, 'utf8'), text(), 'run: node scripts/dashboard.js');
});

test('the dashboard asks for metrics that there are', () => {
  const asked = new Set(expressions.flatMap((expr) => expr.match(/gocluster_\w+/g)));
  assert.ok(asked.size > 10);
  for (const name of asked) assert.ok(names.includes(name.replace(/_bucket$/, '')), name);
});

test('its expressions are those of Prometheus', { skip: noPromtool }, (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-rules-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'rules.json'); // JSON is YAML
  const rules = expressions.map((expr, i) => ({
    record: `panel:${i}`,
    expr: expr.replaceAll('$__rate_interval', '1m').replaceAll('$job', '.*'),
  }));
  fs.writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', file], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout + stderr);
});

test('docs/metrics.md has every metric', () => {
  const page = fs.readFileSync(path.join(__dirname, '../../docs/metrics.md'), 'utf8');
  for (const name of names) assert.ok(page.includes(`\`${name}\``), name);
  for (const [name] of page.matchAll(/(?<=`)gocluster_\w+(?=`)/g))
    assert.ok(names.includes(name), name);
});

test('seconds are seconds: stats() has milliseconds', () => {
  const loop = { lag: 20, lagMax: 1500, busy: 12_000 };
  const worker = { id: 1, place: 0, started: 6000, cpu: { user: 1500, system: 250 }, loop };
  const stats = {
    primary: { started: 2500, cpu: { user: 30, system: 5 } },
    workers: [worker],
  };
  const read = (name) => {
    const { read: values } = INSTRUMENTS.find(({ prometheus }) => prometheus === name);
    return values(stats).map(({ value }) => value);
  };
  const expected = {
    gocluster_primary_start_time_seconds: [2.5],
    gocluster_primary_cpu_seconds_total: [0.03, 0.005],
    gocluster_worker_start_time_seconds: [6],
    gocluster_worker_cpu_seconds_total: [1.5, 0.25],
    gocluster_worker_event_loop_lag_seconds: [0.02],
    gocluster_worker_event_loop_lag_max_seconds: [1.5],
    gocluster_worker_event_loop_busy_seconds_total: [12],
  };
  const inSeconds = names.filter((name) => /_seconds/.test(name) && !/_wait_/.test(name));
  assert.deepEqual(inSeconds.sort(), Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected)) {
    assert.deepEqual(read(name), values, name);
  }
});
