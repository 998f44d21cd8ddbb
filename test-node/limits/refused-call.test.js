'use strict';
// Where a filter refuses a system call that the core cannot do without and Node can, it says so at the start, once, and Node's
// own cluster serves. What the core can do without changes nothing.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { errnoOf } = require('../../lib/errno.js');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { allAnswer, folder } = require('../listening/remote/clients.js');
const { obstacle } = require('./fault.js');
const { through } = require('./shortage.js');

const NEEDED = [
  'sendmmsg',
  'ioctl(SIOCINQ)',
  'fcntl(F_DUPFD_CLOEXEC)',
  'memfd_create',
  'fcntl(F_ADD_SEALS)',
  'timerfd_create',
  'timerfd_settime',
];
const USED = ['close_range', 'unshare', 'sched_yield', 'pidfd_open'];
const skip = GOCLUSTER_ONLY || obstacle();

/** Starts two workers where the call is refused, and has both serve. Returns what was written. */
async function serveWithout(t, call, errno) {
  const dir = folder(t);
  fs.chmodSync(dir, 0o755);
  const refuse = path.join(dir, 'refuse');
  const flags = ['-Wall', '-Wextra', '-Werror', '-O1', '-o', refuse];
  execFileSync('cc', [...flags, path.join(__dirname, 'refuse.c')]);
  const line = `exec '${refuse}' '${call}' ${-errnoOf(errno)} '${process.execPath}' "$@"`;
  const cluster = await start(t, { workers: 2, execPath: through(t, line) });
  const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
  await allAnswer(port, cluster.workers);
  return cluster.output;
}

for (const errno of ['EPERM', 'ENOSYS']) {
  for (const call of NEEDED) {
    test(`${call}: ${errno}`, { skip }, async (t) => {
      const output = await serveWithout(t, call, errno);
      const warnings = output.match(/\[GOCLUSTER_\w+\].*/g);
      assert.equal(warnings.length, 1, output);
      assert.ok(warnings[0].startsWith('[GOCLUSTER_FALLBACK]'), output);
      assert.ok(warnings[0].includes(`the system call ${call} is refused`), output);
    });
  }
  for (const call of USED) {
    test(`${call}: ${errno}, and nothing changes`, { skip }, async (t) => {
      assert.equal(await serveWithout(t, call, errno), '');
    });
  }
}
