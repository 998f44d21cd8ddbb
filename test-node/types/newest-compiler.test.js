'use strict';

// Proves that TypeScript's next generation, which is another program, takes gocluster's types too, every library checked.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const test = require('node:test');
const { makeProject } = require('./compiler');

const TSC = path.join(__dirname, 'node_modules', 'typescript-7', 'bin', 'tsc');
const PROGRAMS = ['imported.mts', 'beside-builtin.mts', 'required.cts'];
const DEADLINE_MS = 300_000;

for (const module of ['node16', 'nodenext']) {
  test(`tsc --module ${module}`, (t) => {
    const cwd = makeProject(t, PROGRAMS, 26);
    const args = [
      '--strict',
      '--noEmit',
      '--target',
      'es2022',
      '--types',
      'node',
      '--pretty',
      'false',
    ];
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [TSC, ...args, '--module', module, ...PROGRAMS],
      { cwd, encoding: 'utf8', timeout: DEADLINE_MS },
    );
    assert.equal(status, 0, stdout + stderr);
  });
}
