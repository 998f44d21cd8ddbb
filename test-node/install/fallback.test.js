'use strict';

// Proves that where gocluster cannot run Node's own cluster stays in place, with one warning, and that where it should run
// and its native part is missing fork() says what was tried.

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const ROOT = path.join(__dirname, '..', '..');
const DEADLINE = 60_000;

const PROGRAM = `
const cluster = require('node:cluster');
if (cluster.isPrimary) {
  cluster.fork();
  cluster.fork();
  cluster.on('exit', (worker, code) => console.log('exit', code));
} else {
  process.exit(7);
}
`;

/** Runs the program with a preload of the package in root. */
function run(t, { root = ROOT, nodeArgs = [], before = '' }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-fallback-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'program.js');
  const register = path.join(root, 'lib', 'register.js');
  fs.writeFileSync(file, `${before}\nrequire(${JSON.stringify(register)});\n${PROGRAM}`);
  const env = { ...process.env, GOCLUSTER_CORE: undefined };
  const options = { encoding: 'utf8', timeout: DEADLINE, env };
  return spawnSync(process.execPath, [...nodeArgs, file], options);
}

function served({ status, stdout, stderr }, reason) {
  assert.equal(stdout, 'exit 7\nexit 7\n');
  assert.equal(status, 0);
  const warnings = stderr.match(/\[GOCLUSTER_FALLBACK\].*/g);
  assert.equal(warnings?.length, 1, stderr);
  assert.match(warnings[0], reason);
}

/** Copies lib, and what else is named, to where nothing else is. */
function copyOf(t, ...files) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-copy-'));
  t.after(() => fs.rmSync(root, { recursive: true }));
  for (const file of ['lib', ...files]) {
    fs.cpSync(path.join(ROOT, file), path.join(root, file), { recursive: true });
  }
  return root;
}

/** Code that makes a property of an object read otherwise. */
const pretend = (object, name, value) =>
  `Object.defineProperty(${object}, '${name}', { value: '${value}' });`;

/** Code that makes the addon what it is under musl, which cannot load the core. */
const PRETEND_MUSL = `
const { _extensions: load } = require('node:module');
const builtin = load['.node'];
load['.node'] = (module, file) => {
  builtin(module, file);
  module.exports = { ...module.exports, attach: undefined };
};`;

test('a process that may not load addons', (t) => {
  served(run(t, { nodeArgs: ['--no-addons'] }), /\(addons are disabled\)/);
});

for (const platform of ['darwin', 'win32']) {
  test(`on ${platform}`, (t) => {
    const before = pretend('process', 'platform', platform);
    served(run(t, { before }), new RegExp(`\\(${platform}\\)`));
  });
}

test('Bun', (t) => {
  served(run(t, { before: pretend('process.versions', 'bun', '1.3.0') }), /\(Bun\)/);
});

test('an architecture without a binary', (t) => {
  const before = pretend('process', 'arch', 'ppc64');
  served(run(t, { root: copyOf(t), before }), /\(ppc64\)/);
});

test('musl without binaries for it', (t) => {
  const root = copyOf(t);
  const program = path.join(root, 'node');
  fs.writeFileSync(program, '\x7fELF /lib/ld-musl-x86_64.so.1');
  const before = `
const { execPath } = process;
process.execPath = ${JSON.stringify(program)};
require(${JSON.stringify(path.join(root, 'lib', 'binaries.js'))});
process.execPath = execPath;`;
  served(run(t, { root, before }), /\(this system's C library is musl\)/);
});

test('musl without the program of the core', (t) => {
  const root = copyOf(t, 'build/Release/gocluster.node');
  served(run(t, { root, before: PRETEND_MUSL }), /\(musl, and .*gocluster-core: No such file/);
});

test('a native part that is missing', (t) => {
  const { status, stderr } = run(t, { root: copyOf(t) });
  assert.equal(status, 1);
  assert.match(stderr, /ERR_CLUSTER_NATIVE/);
  assert.match(stderr, /Tried: .*gocluster\.node/);
  assert.match(stderr, /build it here, which needs Go and a C compiler: node .*build\.js/);
});
