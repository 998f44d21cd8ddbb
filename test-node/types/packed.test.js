'use strict';

// Proves that every kind of import finds types of the kind of module that it loads: arethetypeswrong, on the packed package.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const test = require('node:test');

const ROOT = path.join(__dirname, '..', '..');
const ATTW = path.join(__dirname, 'node_modules', '.bin', 'attw');
const DEADLINE_MS = 300_000;

test('are the types wrong?', (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-attw-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const options = { cwd: folder, encoding: 'utf8', timeout: DEADLINE_MS };
  const packed = spawnSync('npm', ['pack', ROOT, '--silent', '--ignore-scripts'], options);
  assert.equal(packed.status, 0, packed.stderr);
  const args = [packed.stdout.trim(), '--no-color', '--no-emoji'];
  const { status, stdout, stderr } = spawnSync(ATTW, args, options);
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /No problems found/);
});
