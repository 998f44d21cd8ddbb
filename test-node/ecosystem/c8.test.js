'use strict';

// A program under c8: what each of its processes has covered is in one report, and gocluster's own files are not in
// the way.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { request } = require('./client');
const { childrenOf } = require('../support/processes');
const { hasGocluster, PROGRAMS } = require('./program');
const { nodeArgs, sameOnBoth, start } = require('./sides');

const C8 = require.resolve('c8/bin/c8.js');
const SCRIPT = path.join(PROGRAMS, 'covered.js');
const TRIES = 20;

async function say(port, word) {
  for (let i = 0; i < TRIES; i++) {
    if ((await request(`http://127.0.0.1:${port}/${word}`)).body === word) return;
  }
  throw new Error(`no worker said '${word}' in ${TRIES} requests`);
}

sameOnBoth('c8 counts what the primary and all workers have run', {}, async (side, t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'c8-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const report = path.join(folder, 'report');
  const args = ['--temp-directory', path.join(folder, 'raw'), '--reports-dir', report];
  args.push('--reporter', 'json', '--include', '**/covered.js', '--src', PROGRAMS);
  const c8 = start(t, 'built-in', C8, {
    cwd: PROGRAMS,
    args: [...args, process.execPath, ...nodeArgs(side), SCRIPT],
  });
  const port = await c8.line('ready');
  const [primary] = childrenOf(c8.pid);
  for (const pid of [primary, ...childrenOf(primary)]) {
    assert.equal(hasGocluster(pid), side === 'gocluster');
  }
  await say(port, 'one');
  await say(port, 'two');
  await say(port, 'again');
  // c8 waits for the program, and passes no signal on.
  process.kill(primary, 'SIGTERM');
  const { code, signal } = await c8.end(null);

  const coverage = JSON.parse(fs.readFileSync(path.join(report, 'coverage-final.json'), 'utf8'));
  const [[file, { s: statements, fnMap, f: functions }], ...others] = Object.entries(coverage);
  assert.deepEqual(others, []);
  assert.equal(file, SCRIPT);
  const called = Object.entries(fnMap).map(([id, { name }]) => [name, functions[id] > 0]);
  const covered = Object.values(statements).map((count) => count > 0);
  assert.ok(covered.includes(true) && covered.includes(false));
  return { called: called.sort(), covered, exit: [code, signal] };
});
