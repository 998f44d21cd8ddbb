'use strict';

// Proves that npm pack makes a package for this platform when asked to, without what is for a clone only, and that it
// otherwise names all that is missing before it builds anything; and that the clone is as it was, also after a packing that
// was broken off.

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { until } = require('../support/deadline');
const { NODE, NPM, PREBUILT } = require('../support/installed');
const { ROOT, repositoryFiles } = require('../repository/files');

const DEADLINE_MS = 600_000;

/** A copy of the repository: packing writes to it. */
function copyOf(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-packed-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const copy = path.join(folder, 'clone');
  for (const name of repositoryFiles()) {
    if (!/^(test|bench)/.test(name)) fs.cpSync(path.join(ROOT, name), path.join(copy, name));
  }
  return { folder, copy };
}

function pack({ folder, copy }, env) {
  return spawnSync(NODE, [NPM, 'pack', '--pack-destination', folder], {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: DEADLINE_MS,
  });
}

test('a package for this platform', (t) => {
  const places = copyOf(t);
  const manifest = path.join(places.copy, 'package.json');
  const before = fs.readFileSync(manifest, 'utf8');
  const { status, stderr } = pack(places, { GOCLUSTER_PLATFORMS: 'this' });
  assert.equal(status, 0, stderr);
  assert.equal(fs.readFileSync(manifest, 'utf8'), before, 'the clone is as it was');

  const [tarball] = fs.readdirSync(places.folder).filter((name) => name.endsWith('.tgz'));
  spawnSync('tar', ['xzf', tarball], { cwd: places.folder });
  const packed = path.join(places.folder, 'package');
  assert.deepEqual(fs.readdirSync(path.join(packed, 'prebuilds')), [PREBUILT]);
  assert.deepEqual(fs.readdirSync(path.join(packed, 'prebuilds', PREBUILT)).sort(), [
    'gocluster-core',
    'gocluster.node',
    'libgocluster.so',
  ]);
  // Where one of the two is there, a package manager builds, or asks whether it may.
  assert.ok(!fs.existsSync(path.join(packed, 'binding.gyp')));
  const { scripts, devDependencies } = JSON.parse(
    fs.readFileSync(path.join(packed, 'package.json'), 'utf8'),
  );
  assert.deepEqual([scripts, devDependencies], [undefined, undefined]);
});

test('all that is missing, in one line, before anything is built', (t) => {
  const places = copyOf(t);
  const bin = path.join(places.folder, 'bin');
  fs.mkdirSync(bin);
  fs.symlinkSync(NODE, path.join(bin, 'node'));
  fs.symlinkSync('/bin/sh', path.join(bin, 'sh'));
  fs.writeFileSync(path.join(bin, 'go'), '#!/bin/sh\n', { mode: 0o755 });
  const { status, stderr } = pack(places, { PATH: bin, CC: undefined });
  assert.notEqual(status, 0);
  const lines = stderr.split('\n').filter((line) => line.startsWith('prebuild:'));
  assert.equal(lines.length, 1, stderr);
  for (const name of ['gcc', 'gcc-aarch64-linux-gnu', 'libc6-dev-arm64-cross']) {
    if (process.arch === 'x64') assert.match(lines[0], new RegExp(`apt-get install .*${name}\\b`));
  }
  assert.match(lines[0], /GOCLUSTER_PLATFORMS=this npm pack$/);
  assert.ok(!fs.existsSync(path.join(places.copy, 'prebuilds')));
});

test('a packing that is killed leaves the package.json of the clone', async (t) => {
  const { copy } = copyOf(t);
  const manifest = path.join(copy, 'package.json');
  const whole = JSON.parse(fs.readFileSync(manifest, 'utf8'));
  const prepack = 'node scripts/packed-manifest.js pack && sleep 600';
  const text = JSON.stringify({ ...whole, scripts: { prepack } });
  fs.writeFileSync(manifest, text);
  const npm = spawn(NODE, [NPM, 'pack'], { cwd: copy, detached: true, stdio: 'ignore' });
  await until(() => fs.readFileSync(manifest, 'utf8') !== text, 'the package.json to pack');
  process.kill(-npm.pid, 'SIGKILL');
  await until(() => fs.readFileSync(manifest, 'utf8') === text, 'the package.json of the clone');
  await until(() => !fs.existsSync(path.join(copy, '.package.json.whole')), 'the other one to go');
});
