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
  const options = { encoding: 'utf8', timeout: DEADLINE };
  return spawnSync(process.execPath, [...nodeArgs, file], options);
}

function served({ status, stdout, stderr }, reason) {
  assert.equal(stdout, 'exit 7\nexit 7\n');
  assert.equal(status, 0);
  const warnings = stderr.match(/\[GOCLUSTER_FALLBACK\].*/g);
  assert.equal(warnings?.length, 1, stderr);
  assert.ok(warnings[0].includes(`(${reason})`), warnings[0]);
}

test('a process that may not load addons', (t) => {
  served(run(t, { nodeArgs: ['--no-addons'] }), 'addons are disabled');
});

test('another platform', (t) => {
  const before = `Object.defineProperty(process, 'platform', { value: 'darwin' });`;
  served(run(t, { before }), 'darwin');
});

/** A copy of the package without binaries. */
function copyWithoutBinaries(t) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-copy-'));
  t.after(() => fs.rmSync(root, { recursive: true }));
  fs.cpSync(path.join(ROOT, 'lib'), path.join(root, 'lib'), { recursive: true });
  return root;
}

test('musl, without binaries for it', (t) => {
  const root = copyWithoutBinaries(t);
  const program = path.join(root, 'node');
  fs.writeFileSync(program, '\x7fELF /lib/ld-musl-x86_64.so.1');
  const before = `
const { execPath } = process;
process.execPath = ${JSON.stringify(program)};
require(${JSON.stringify(path.join(root, 'lib', 'binaries.js'))});
process.execPath = execPath;`;
  served(run(t, { root, before }), "this system's C library is musl");
});

test('a native part that is missing', (t) => {
  const { status, stderr } = run(t, { root: copyWithoutBinaries(t) });
  assert.equal(status, 1);
  assert.match(stderr, /ERR_CLUSTER_NATIVE/);
  assert.match(stderr, /Tried: .*gocluster\.node/);
  assert.match(stderr, /build it here, which needs Go and a C compiler: node .*build\.js/);
});
