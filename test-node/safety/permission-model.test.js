'use strict';

// Proves that gocluster does nothing for a program that Node's permission model keeps the program from doing, and says so as
// the built-in does: with every combination of the permissions for processes, addons and (Node 25 and later) the network.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { createServer } = require('node:net');
const path = require('node:path');
const { once } = require('node:events');
const { test } = require('node:test');
const { REGISTER, GOCLUSTER_ONLY } = require('../support/run.js');
const { folder } = require('../listening/remote/clients.js');

const DEADLINE_MS = 600_000;
const has = (flag) => process.allowedNodeEnvironmentFlags.has(flag);

function program() {
  const cluster = require('node:cluster');
  const net = require('node:net');
  const say = (what, { code, permission, message } = {}) =>
    console.log(what, code, permission, message);
  process.on('uncaughtException', (error) => {
    say(cluster.isPrimary ? 'primary' : 'worker', error);
    process.exit(9);
  });
  if (cluster.isPrimary) {
    try {
      cluster.fork();
    } catch (error) {
      say('fork', error);
      process.exit(8);
    }
    cluster.on('listening', () => {
      say('listening');
      process.exit();
    });
    cluster.on('exit', () => process.exit(7));
  } else {
    net
      .createServer()
      .on('error', (error) => {
        say('server', error);
        process.exit(6);
      })
      .listen(JSON.parse(process.argv[2]));
  }
}

/** What the program does on one side: its words and its exit code. */
function outcome({ file, flags, what, fd, env, preload }) {
  const args = ['--permission', '--allow-fs-read=*', ...flags, ...preload, file, what];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, NODE_NO_WARNINGS: '1', GOCLUSTER_CORE: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe', fd],
    timeout: DEADLINE_MS,
  });
  assert.notEqual(status, null, stderr);
  return { status, stdout };
}

const CHILD = '--allow-child-process';
const ADDONS = '--allow-addons';
const NET = '--allow-net';
const COMBINATIONS = [[], [ADDONS], [CHILD], [CHILD, ADDONS]];
if (has(NET)) COMBINATIONS.push([CHILD, NET], [CHILD, ADDONS, NET]);

const skip = GOCLUSTER_ONLY || (!has('--permission') && 'there is no permission model');

for (const flags of COMBINATIONS) {
  test(`with ${flags.join(', ') || 'nothing'}`, { skip }, async (t) => {
    const dir = folder(t);
    const file = path.join(dir, 'program.js');
    fs.writeFileSync(file, `(${program})();`);
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => server.close());
    const { fd } = server._handle;

    const unix = path.join(dir, 'socket');
    for (const [what, policy] of [
      [{ port: 0, host: '127.0.0.1' }, 'rr'],
      [{ port: 0, host: '127.0.0.1' }, 'none'],
      [{ path: unix }, 'rr'],
      [{ fd: 3 }, 'rr'],
    ]) {
      const on = (preload, env) => {
        fs.rmSync(unix, { force: true });
        const ENV = { NODE_CLUSTER_SCHED_POLICY: policy, ...env };
        return outcome({ file, flags, what: JSON.stringify(what), fd, env: ENV, preload });
      };
      const expected = on([]);
      const preload = ['-r', REGISTER];
      assert.deepEqual(on(preload), expected, JSON.stringify(what));
      if (policy !== 'rr') continue;
      assert.deepEqual(on(preload, { GOCLUSTER_CORE: 'process' }), expected, JSON.stringify(what));
    }
  });
}
