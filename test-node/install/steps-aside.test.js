'use strict';

// Proves that in a worker of somebody else's cluster gocluster does nothing and says so: one line with NODE_DEBUG=gocluster,
// and a warning where it was preloaded in PM2's cluster mode.

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { REGISTER } = require('../support/run.js');

const DEADLINE_MS = 300_000;

/** Node's own primary, whose worker loads gocluster. */
const PROGRAM = `
const cluster = require('node:cluster');
if (cluster.isPrimary) {
  cluster.setupPrimary({ execArgv: JSON.parse(process.env.EXEC_ARGV) });
  cluster.fork(JSON.parse(process.env.WORKER_ENV));
} else {
  if (process.env.REQUIRES) require(process.env.REQUIRES);
  console.log('suicide' in cluster.Worker.prototype);
  cluster.worker.disconnect();
}
`;

/** What the worker wrote to standard error. */
function worker(t, { preloads, env = {} }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-aside-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'program.js');
  fs.writeFileSync(file, PROGRAM);
  const WORKER_ENV = JSON.stringify(preloads ? env : { ...env, REQUIRES: REGISTER });
  const EXEC_ARGV = JSON.stringify(preloads ? ['-r', REGISTER] : []);
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: undefined, WORKER_ENV, EXEC_ARGV },
    timeout: DEADLINE_MS,
  });
  assert.deepEqual([status, stdout], [0, 'false\n'], stderr);
  return stderr;
}

test('nothing is said where nobody asks', (t) => {
  assert.equal(worker(t, { preloads: true }), '');
  assert.equal(worker(t, { preloads: false }), '');
});

test('NODE_DEBUG=gocluster', (t) => {
  const stderr = worker(t, { preloads: true, env: { NODE_DEBUG: 'gocluster' } });
  assert.match(stderr, /^GOCLUSTER \d+: this is a worker of somebody else's cluster.*\n$/);
});

test("a preload in PM2's cluster mode", (t) => {
  const stderr = worker(t, { preloads: true, env: { pm2_env: '{}' } });
  assert.equal(stderr.match(/\[GOCLUSTER_ASIDE\]/g)?.length, 1, stderr);
});
