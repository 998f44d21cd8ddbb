'use strict';

// Proves that the doctor says whether gocluster works here and why not, to people and to programs.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { test } = require('node:test');
const { ROOT, GOCLUSTER_ONLY } = require('../support/run.js');
const { command } = require('./run-command.js');

const skip = GOCLUSTER_ONLY;
const NAMES = [
  'gocluster',
  'node',
  'platform',
  'libc',
  'binary',
  'core',
  'fd limit',
  'backlog',
  'processors',
  'pidfd',
  'reuseport',
  'bpf',
  'hand-off',
];
const DEADLINE_MS = 300_000;

function checksOf({ stdout, stderr }) {
  assert.equal(stderr, '');
  const { works, reason, checks } = JSON.parse(stdout);
  assert.deepEqual(
    checks.map(({ name }) => name),
    NAMES,
  );
  return { works, reason, byName: Object.fromEntries(checks.map((each) => [each.name, each])) };
}

test('where it works: a table', { skip }, () => {
  const { status, stdout, stderr } = command(['doctor']);
  assert.deepEqual([status, stderr], [0, ''], stdout);
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines.pop(), 'gocluster works here.');
  lines.pop();
  assert.equal(lines.length, NAMES.length);
  lines.forEach((line, i) => assert.match(line, new RegExp(`^(ok|note) +${NAMES[i]} +\\S`)));
  assert.match(stdout, /hand-off +a worker served a connection on port \d+ after [\d.]+ ms/);
});

test('where it works: for a program', { skip }, () => {
  const result = command(['doctor', '--json']);
  assert.equal(result.status, 0, result.stdout);
  const { works, reason, byName } = checksOf(result);
  assert.deepEqual([works, reason], [true, null]);
  assert.ok(byName.node.value.startsWith(process.version), byName.node.value);
  assert.equal(byName.platform.value, `${process.platform}-${process.arch}`);
  assert.match(byName['fd limit'].value, /^soft \S+, hard \S+$/);
});

test('a process that may not load addons', { skip }, () => {
  const env = { ...process.env, NODE_OPTIONS: '--no-addons' };
  const result = command(['doctor', '--json'], { env });
  assert.equal(result.status, 1);
  const { works, reason, byName } = checksOf(result);
  assert.deepEqual([works, byName.binary.ok, byName['hand-off'].ok], [false, false, false]);
  assert.match(reason, /^binary: .*addons are disabled/);
});

test('another platform', { skip }, (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-doctor-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const fake = path.join(folder, 'fake.js');
  fs.writeFileSync(fake, `Object.defineProperty(process, 'platform', { value: 'darwin' });`);
  const env = { ...process.env, NODE_OPTIONS: `-r ${fake}` };
  const { status, stdout } = command(['doctor'], { env });
  assert.equal(status, 1);
  assert.match(stdout, /^FAIL +platform +darwin-/m);
  assert.match(stdout, /^FAIL +hand-off +Node's own cluster stays in place/m);
  assert.match(stdout, /\n\ngocluster does not work here\. platform: darwin/);
});

test('a package without its binary', { skip }, (t) => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-doctor-'));
  t.after(() => fs.rmSync(root, { recursive: true }));
  for (const folder of ['lib', 'cli', 'supervisor']) {
    fs.cpSync(path.join(ROOT, folder), path.join(root, folder), { recursive: true });
  }
  fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(root, 'package.json'));
  const result = spawnSync(
    process.execPath,
    [path.join(root, 'cli/index.js'), 'doctor', '--json'],
    {
      encoding: 'utf8',
      timeout: DEADLINE_MS,
    },
  );
  assert.equal(result.status, 1, result.stdout);
  const { works, byName } = checksOf(result);
  assert.deepEqual([works, byName.binary.ok, byName['hand-off'].ok], [false, false, false]);
  assert.match(byName.binary.value, /to build it: node .*scripts.build\.js/);
});

/** What the doctor says with so few descriptors. */
function withDescriptors(count) {
  const script = `ulimit -n ${count}; exec "$0" "$1" doctor`;
  const args = ['-c', script, process.execPath, path.join(ROOT, 'cli/index.js')];
  return spawnSync('sh', args, { encoding: 'utf8', timeout: DEADLINE_MS });
}

test('few descriptors: a note, where it works with them', { skip }, () => {
  const { status, stdout } = withDescriptors(200);
  assert.match(stdout, /^note +fd limit +soft 200, hard 200: few, .*ulimit -n/m);
  assert.doesNotMatch(stdout, /FAIL/);
  assert.match(stdout, /\n\ngocluster works here\.\n$/);
  assert.equal(status, 0);
});

test('too few descriptors: what failed, everywhere', { skip }, () => {
  const { status, stdout } = withDescriptors(30);
  assert.match(stdout, /^FAIL +hand-off +.*EMFILE/m);
  assert.match(stdout, /\n\ngocluster does not work here\. hand-off: .*EMFILE/);
  assert.equal(status, 1);
});
