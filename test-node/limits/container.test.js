'use strict';
// As in a hardened container: no file system can be written to, there is no /proc, seccomp knows no
// pidfd_open and no close_range. The cluster serves all the same, and what a worker that was killed had not read is served
// by others: Node's 'exit' event stands in for the pidfd.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { test } = require('node:test');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { allAnswer, block, burst, tally } = require('../listening/remote/clients.js');
const { faults, obstacle } = require('./fault.js');
const { assertIdle, through } = require('./shortage.js');

const anywhere = { port: 0, host: '127.0.0.1' };
const CLIENTS = 50;
const noMount =
  spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status !== 0 &&
  'needs unshare (util-linux) and the right to mount in a namespace of its own';

/** Serves, loses a worker that is blocked, goes on, gets a new one. */
async function lifeOf(t, cluster) {
  for (let i = 0; i < 2; i++) await cluster.fork();
  const [{ port }] = await cluster.everywhere(listen, anywhere);
  const [victim, other] = cluster.workers;
  await allAnswer(port, cluster.workers);
  await block(t, victim);
  const answers = burst(CLIENTS, port);
  victim.kill('SIGKILL');
  await victim.exited;
  assert.deepEqual(tally(await answers), new Map([[other.pid, CLIENTS]]));
  const heir = await cluster.fork();
  await heir.run(listen, anywhere);
  await allAnswer(port, [other, heir]);
  const primary = await cluster.primary.run(() => process.pid);
  await assertIdle(primary, other.pid, heir.pid);
  assert.equal(cluster.output, '');
}

for (const errno of ['ENOSYS', 'EPERM']) {
  const skip = GOCLUSTER_ONLY || obstacle();
  test(`pidfd_open and close_range fail with ${errno}`, { skip }, async (t) => {
    const calls = ['pidfd_open', 'close_range'];
    const fault = faults(t, calls);
    fault.set(...calls.map((call) => ({ call, errno })));
    await lifeOf(t, await start(t, { execPath: fault.command }));
  });
}

/** In a mount namespace of its own. Everything below / is seen as it is, with these changes. */
const apart = (t, ...changes) =>
  through(t, `exec unshare -rm --propagation private '${through(t, ...changes)}' "$@"`);

test('no /proc', { skip: noMount }, async (t) => {
  const execPath = apart(t, 'mount -t tmpfs -o ro none /proc');
  const cluster = await start(t, { execPath });
  const seen = await cluster.primary.run(() => require('node:fs').readdirSync('/proc'));
  assert.deepEqual(seen, []);
  await lifeOf(t, cluster);
});

test('everything is read-only', { skip: noMount }, async (t) => {
  const mounts = fs
    .readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1])
    .filter((name) => name && /^\/(tmp|var|home|root|work|run|dev\/shm)?(\/|$)/.test(name))
    .filter((name) => !name.startsWith('/proc') && !name.startsWith('/sys'));
  const lines = mounts.map((name) => `mount -o remount,ro,bind '${name}' 2>/dev/null`);
  const cluster = await start(t, { execPath: apart(t, ...lines) });
  const codes = await cluster.primary.run(() => {
    const files = require('node:fs');
    return [process.cwd(), require('node:os').tmpdir()].map((folder) => {
      try {
        files.writeFileSync(`${folder}/cannot-be-written`, '');
        return 'written';
      } catch (error) {
        return error.code;
      }
    });
  });
  assert.deepEqual(codes, ['EROFS', 'EROFS']);
  for (let i = 0; i < 2; i++) await cluster.fork();
  const [{ port }] = await cluster.everywhere(listen, anywhere);
  await allAnswer(port, cluster.workers);
  assert.equal(cluster.output, '');
});
