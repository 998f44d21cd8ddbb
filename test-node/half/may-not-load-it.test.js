'use strict';

// A worker that may not load its half (no addons, Node's permission model, a package that its user may not read) is served as
// under the built-in, beside those that may, with one warning of the primary.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { obstacle } = require('../support/another_user.js');
const { run, ROOT, BUILTIN, GOCLUSTER_ONLY } = require('../support/run.js');
const { folder } = require('../listening/remote/clients.js');
const { program, assertServed } = require('./serves.js');

const NOBODY = 65534;
const WARNINGS = BUILTIN ? [] : ['GOCLUSTER_WORKER'];
const [major] = process.versions.node.split('.').map(Number);
const permission = major >= 22 ? '--permission' : '--experimental-permission';
const READ = '--allow-fs-read=';
// Without these the program's reports do not get out; and from Node 25 on who listens on a socket of its own may not.
const NEEDS = ['--allow-fs-write=*', ...(major >= 25 ? ['--allow-net'] : [])];

const FLAGS = [
  ['no addons', ['--no-addons'], WARNINGS],
  ['no addons in NODE_OPTIONS', [], WARNINGS, { NODE_OPTIONS: '--no-addons' }],
];
if (major >= 20) {
  FLAGS.push(
    ['all but addons', [permission, `${READ}*`, ...NEEDS], WARNINGS],
    ['neither addons nor the network', [permission, `${READ}*`, '--allow-fs-write=*'], WARNINGS],
    [
      'all but the package',
      [permission, '--allow-addons', `${READ}/tmp/*`, ...NEEDS],
      ROOT.startsWith('/tmp/') ? [] : WARNINGS,
    ],
    [
      'the package by its folder',
      [permission, '--allow-addons', `${READ}/tmp/*`, `${READ}${ROOT}/`, ...NEEDS],
      [],
    ],
    ['all', [permission, '--allow-addons', `${READ}*`, ...NEEDS], []],
  );
}

for (const [name, execArgv, warnings, env] of FLAGS) {
  test(`workers with flags: ${name}`, async (t) => {
    const SETTINGS = JSON.stringify({ execArgv: ['--no-warnings', ...execArgv] });
    const running = run(t, program, {
      env: { SETTINGS, WORKER_ENV: env && JSON.stringify(env) },
    });
    await running.end();
    assertServed(assert, running, warnings);
    for (const worker of running.all('worker')) {
      assert.deepEqual(worker.execArgv, ['--no-warnings', ...execArgv]);
    }
  });
}

test('one worker with, one without addons', async (t) => {
  const mixed = (report) => {
    const cluster = require('node:cluster');
    const { program: serve } = require(process.env.SERVES);
    if (cluster.isPrimary) {
      const { fork } = cluster;
      let forks = 0;
      cluster.fork = (env) => {
        cluster.setupPrimary({ execArgv: forks++ === 0 ? ['--no-addons'] : [] });
        return fork.call(cluster, env);
      };
    }
    serve(report);
  };
  const running = run(t, mixed, { env: { SERVES: path.join(__dirname, 'serves.js') } });
  await running.end();
  assertServed(assert, running, WARNINGS);
});

/** Forbids a folder to a user whom its mode lets in. False where this disk has no access lists. */
function deny(folderPath, uid) {
  const NAMED_USER = [2, 0, uid];
  const entries = [[1, 7, -1], NAMED_USER, [4, 5, -1], [16, 5, -1], [32, 5, -1]];
  const list = Buffer.alloc(4 + 8 * entries.length);
  list.writeUInt32LE(2); // the version
  entries.forEach(([tag, rights, id], i) => {
    list.writeUInt16LE(tag, 4 + 8 * i);
    list.writeUInt16LE(rights, 6 + 8 * i);
    list.writeInt32LE(id, 8 + 8 * i);
  });
  const code =
    'import os,sys; os.setxattr(sys.argv[1], "system.posix_acl_access", bytes.fromhex(sys.argv[2]))';
  return spawnSync('python3', ['-c', code, folderPath, list.toString('hex')]).status === 0;
}

const WAYS = {
  'by the mode of a folder above': (home) => fs.chmodSync(home, 0o700),
  'by an access list': (home) => {
    fs.chmodSync(home, 0o755);
    return deny(path.join(home, 'gocluster/lib'), NOBODY);
  },
};

for (const [how, forbid] of Object.entries(WAYS)) {
  test(
    `a package that the workers may not read, ${how}`,
    { skip: GOCLUSTER_ONLY || obstacle() },
    async (t) => {
      const home = folder(t);
      const root = path.join(home, 'gocluster');
      for (const name of ['package.json', 'lib', 'build/Release', 'prebuilds']) {
        const from = path.join(ROOT, name);
        if (fs.existsSync(from)) fs.cpSync(from, path.join(root, name), { recursive: true });
      }
      if (forbid(home) === false) {
        t.skip('no access lists here');
        return;
      }
      const running = run(t, program, {
        preload: ['-r', path.join(root, 'lib/register.js')],
        env: { SETTINGS: JSON.stringify({ uid: NOBODY, gid: NOBODY, execArgv: [] }) },
      });
      await running.end();
      assertServed(assert, running, WARNINGS);
      assert.match(running.stderr, /may not read/);
    },
  );
}
