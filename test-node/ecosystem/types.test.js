'use strict';

// gocluster's types are those of node:cluster, in both module kinds and under a bundler's rules. A project that checks
// its libraries too finds no error in them.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { PROGRAMS } = require('./program');
const { linkGocluster } = require('./sides');
const { MODULE_KINDS, compile } = require('./typescript-compiler');

const BUNDLER = ['--module', 'esnext', '--moduleResolution', 'bundler'];

function sources(...names) {
  const entries = names.map((name) => [name, fs.readFileSync(path.join(PROGRAMS, name), 'utf8')]);
  return Object.fromEntries(entries);
}

linkGocluster();

for (const kind of Object.keys(MODULE_KINDS)) {
  test(`gocluster's types in ${kind}`, (t) => {
    const files = sources('types.ts', 'types-required.cts');
    const { output, ok } = compile(t, kind, files, ['--noEmit', '--skipLibCheck']);
    assert.ok(ok, output);
  });
}

test("gocluster's types under a bundler's rules, every library checked", (t) => {
  const { output, ok } = compile(t, 'esm', sources('types.ts'), ['--noEmit', ...BUNDLER]);
  assert.ok(ok, output);
});
