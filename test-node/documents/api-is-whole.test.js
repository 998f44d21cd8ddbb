'use strict';

// docs/api.md has a heading for everything that cluster and Worker have, for every setting, and for every code of
// gocluster's own.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const { EventEmitter } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { ROOT } = require('./blocks');

const text = fs.readFileSync(path.join(ROOT, 'docs', 'api.md'), 'utf8');
const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading).join('\n');

/** What a primary's cluster and a worker's have, without what any EventEmitter has. */
function surface() {
  const script = `
    require(${JSON.stringify(path.join(ROOT, 'lib', 'cluster.js'))});
    const cluster = require('cluster');
    const own = Object.getOwnPropertyNames;
    const worker = new cluster.Worker({ id: 1 });
    console.log(JSON.stringify({
      cluster: own(cluster),
      worker: [...own(worker), ...own(cluster.Worker.prototype)],
    }));`;
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
}

const emitter = new Set([
  ...Object.getOwnPropertyNames(new EventEmitter()),
  'domain',
  'constructor',
]);

test('cluster and Worker', () => {
  const { cluster, worker } = surface();
  const names = [
    ...cluster.filter((name) => !emitter.has(name)).map((name) => `cluster.${name}`),
    ...worker.filter((name) => !emitter.has(name)).map((name) => `worker.${name}`),
    'cluster.worker',
  ];
  assert.ok(names.length > 20, names.join());
  for (const name of names) assert.match(headings, new RegExp(`\`${name}\\b`), name);
});

test('events', () => {
  for (const event of ['setup', 'fork', 'online', 'listening', 'message', 'disconnect', 'exit']) {
    assert.match(headings, new RegExp(`^Event: \`'${event}'\`$`, 'm'));
  }
  for (const event of ['online', 'listening', 'message', 'disconnect', 'exit', 'error']) {
    assert.match(headings, new RegExp(`^Worker event: \`'${event}'\`$`, 'm'));
  }
});

test('settings', () => {
  const settings = fs.readFileSync(path.join(ROOT, 'lib', 'settings.js'), 'utf8');
  const names = new Set(
    [...settings.matchAll(/\bsettings\.(\w+)/g)].map(([, name]) => name).concat(['exec', 'stdio']),
  );
  assert.ok(names.has('inspectPort'));
  for (const name of names) assert.match(headings, new RegExp(`\`${name}\``), name);
});

test('codes and variables', () => {
  const folder = path.join(ROOT, 'lib');
  const sources = fs.readdirSync(folder).map((name) => path.join(folder, name));
  const code = sources.map((file) => fs.readFileSync(file, 'utf8')).join('\n');
  const codes = new Set(code.match(/\b(ERR_CLUSTER_[A-Z]+|GOCLUSTER_[A-Z]+)\b/g));
  const variables = new Set(
    [...code.matchAll(/env\.(GOCLUSTER_\w+|NODE_CLUSTER_\w+)/g)].map(([, name]) => name),
  );
  assert.ok(codes.has('ERR_CLUSTER_NATIVE') && variables.has('GOCLUSTER_COMPAT'));
  for (const name of [...codes, ...variables]) assert.ok(text.includes(`\`${name}\``), name);
});
