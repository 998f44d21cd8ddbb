'use strict';

// Proves which folder the binaries are taken from: by platform, processor and C library, and a build from source first.

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const ROOT = path.join(__dirname, '..', '..');

/** The folder, below a copy of the package, that a Node takes its binaries from. */
function folderOf(t, options) {
  return lookUp(t, 'folder', options);
}

/** The core as a program that a Node starts. */
function programOf(t, options) {
  return lookUp(t, 'program', options);
}

function lookUp(t, what, { files = [], before = '' }) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-binaries-'));
  t.after(() => fs.rmSync(root, { recursive: true }));
  fs.mkdirSync(path.join(root, 'lib'));
  for (const name of ['lib/binaries.js', 'lib/intrinsics.js']) {
    fs.cpSync(path.join(ROOT, name), path.join(root, name));
  }
  for (const name of files) {
    fs.mkdirSync(path.join(root, path.dirname(name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), '');
  }
  const program = `${before}\nconsole.log(require('./lib/binaries').${what}())`;
  const options = { cwd: root, encoding: 'utf8' };
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], options);
  assert.equal(stderr, '');
  return path.relative(fs.realpathSync(root), stdout.trim());
}

/** A statement that makes a Node look as if it had been linked for this loader. */
function linkedFor(t, loader) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-loader-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const program = path.join(folder, 'node');
  fs.writeFileSync(program, `\x7fELF${'\0'.repeat(500)}${loader}\0`);
  return `process.execPath = ${JSON.stringify(program)};`;
}

const arch = `Object.defineProperty(process, 'arch', { value: 'arm64' });`;

test('glibc on this processor', (t) => {
  assert.equal(folderOf(t, {}), `prebuilds/linux-${process.arch}-glibc`);
});

test('glibc on arm64', (t) => {
  const before = arch + linkedFor(t, '/lib/ld-linux-aarch64.so.1');
  assert.equal(folderOf(t, { before }), 'prebuilds/linux-arm64-glibc');
});

test('musl on arm64', (t) => {
  const before = arch + linkedFor(t, '/lib/ld-musl-aarch64.so.1');
  assert.equal(folderOf(t, { before }), 'prebuilds/linux-arm64-musl');
});

test('a Node that cannot be read', (t) => {
  const before = `process.execPath = '/nowhere/node';`;
  assert.equal(folderOf(t, { before }), `prebuilds/linux-${process.arch}-glibc`);
});

test('a build from source', (t) => {
  const prebuilt = `prebuilds/linux-${process.arch}-glibc/gocluster.node`;
  const files = ['build/Release/gocluster.node', prebuilt];
  assert.equal(folderOf(t, { files }), 'build/Release');
});

test('an empty build folder', (t) => {
  assert.match(folderOf(t, { files: ['build/config.gypi'] }), /^prebuilds/);
});

test('the core as a program', (t) => {
  const prebuilt = `prebuilds/linux-${process.arch}-musl/gocluster-core`;
  assert.equal(programOf(t, {}), prebuilt, 'it is static: also for glibc');
  const files = ['build/Release/gocluster.node', 'build/Release/gocluster-core'];
  assert.equal(programOf(t, { files }), 'build/Release/gocluster-core');
  const before = arch + linkedFor(t, '/lib/ld-musl-aarch64.so.1');
  assert.equal(programOf(t, { before }), 'prebuilds/linux-arm64-musl/gocluster-core');
});
