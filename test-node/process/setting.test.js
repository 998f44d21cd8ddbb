'use strict';
// GOCLUSTER_CORE says where the core runs. What it cannot be, and a core that does not start, are errors of fork().

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { ROOT, run } = require('../support/run.js');
const { folder } = require('../listening/remote/clients.js');
const { skip } = require('./core.js');

function program(report) {
  const cluster = require('node:cluster');
  try {
    cluster.fork();
  } catch ({ code, message }) {
    report('error', { code, message });
  }
  report('workers', Object.keys(cluster.workers));
}

test('a setting that does not exist', { skip }, async (t) => {
  const primary = run(t, program, { env: { GOCLUSTER_CORE: 'fiber' } });
  const { code, message } = await primary.next('error');
  assert.equal(code, 'ERR_INVALID_ARG_VALUE');
  assert.match(message, /GOCLUSTER_CORE must be one of thread, process\. Received 'fiber'/);
  assert.deepEqual(await primary.next('workers'), []);
  await primary.success();
});

for (const [title, prepare, reason] of [
  ['a core that is missing', () => {}, /gocluster-core: No such file/],
  ['a core that may not run', (file) => fs.writeFileSync(file, '', { mode: 0o644 }), /denied/],
  [
    'a core that ends at once',
    (file) => fs.writeFileSync(file, '#!/bin/true\n', { mode: 0o755 }),
    /ended at its start/,
  ],
]) {
  test(title, { skip }, async (t) => {
    const copy = folder(t);
    for (const part of ['lib', 'package.json']) {
      fs.cpSync(path.join(ROOT, part), path.join(copy, part), { recursive: true });
    }
    const binaries = path.join(copy, 'build', 'Release');
    fs.mkdirSync(binaries, { recursive: true });
    fs.copyFileSync(
      path.join(ROOT, 'build', 'Release', 'gocluster.node'),
      path.join(binaries, 'gocluster.node'),
    );
    prepare(path.join(binaries, 'gocluster-core'));
    const preload = ['-r', path.join(copy, 'lib', 'register.js')];
    const primary = run(t, program, { env: { GOCLUSTER_CORE: 'process' }, preload });
    const { code, message } = await primary.next('error');
    assert.equal(code, 'ERR_CLUSTER_NATIVE');
    assert.match(message, /Tried: .*gocluster-core/);
    assert.match(message, reason);
    assert.deepEqual(await primary.next('workers'), []);
    await primary.success();
  });
}
