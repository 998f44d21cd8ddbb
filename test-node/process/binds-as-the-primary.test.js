'use strict';
// What workers listen on is bound with what the primary has at that moment, not with what it had when the core started:
// its folder, its umask, its user.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { start } = require('../listening/remote/start.js');
const { close, listen } = require('../listening/remote/acts.js');
const { ask, folder } = require('../listening/remote/clients.js');
const { env, skip } = require('./core.js');

const NOBODY = 65534;
const PRIVILEGED_PORTS = '/proc/sys/net/ipv4/ip_unprivileged_port_start';

const chdir = (context, to) => process.chdir(to);
const umask = (context, mask) => process.umask(mask) && undefined;
const errorOf = ({ state }, options) =>
  new Promise((resolve) => {
    const server = require('node:net').createServer();
    server.once('error', ({ code }) => resolve(code)).listen(options, () => resolve('listening'));
    state.tried = server;
  });

test('the folder and the umask of the primary', { skip }, async (t) => {
  const dir = folder(t);
  // Too long for a Unix socket's name, unless it is relative.
  const deep = path.join(dir, ...Array.from({ length: 3 }, () => 'd'.repeat(60)));
  fs.mkdirSync(deep, { recursive: true });
  const cluster = await start(t, { workers: 1, env, cwd: dir });
  const [worker] = cluster.workers;
  await worker.run(listen, { port: 0, host: '127.0.0.1' }, 'first'); // the core runs now
  await cluster.primary.run(chdir, deep);
  await cluster.primary.run(umask, 0o077);

  const file = path.join(deep, 'sock');
  await worker.run(listen, { path: file });
  assert.equal((fs.statSync(file).mode & 0o777).toString(8), '700');
  process.chdir(deep);
  t.after(() => process.chdir(__dirname));
  assert.equal(await ask({ path: 'sock' }), worker.pid);
  await worker.run(close);
  assert.equal(fs.existsSync(file), false, 'the path goes with the listener');
});

function obstacle() {
  if (skip) return skip;
  if (process.getuid() !== 0) return 'only root can give its rights away';
  if (Number(fs.readFileSync(PRIVILEGED_PORTS, 'utf8')) <= 1)
    return 'every user may bind every port here';
  return false;
}

test('a primary that has given its rights away', { skip: obstacle() }, async (t) => {
  const dir = folder(t);
  fs.chmodSync(dir, 0o777);
  const cluster = await start(t, { workers: 1, env });
  const [worker] = cluster.workers;
  await worker.run(listen, { port: 0, host: '127.0.0.1' }, 'first');
  await cluster.primary.run((context, uid) => {
    process.setgid(uid);
    process.setuid(uid);
  }, NOBODY);

  assert.equal(await worker.run(errorOf, { port: 1, host: '127.0.0.1' }), 'EACCES');
  const file = path.join(dir, 'sock');
  await worker.run(listen, { path: file });
  assert.equal(fs.statSync(file).uid, NOBODY);
  assert.equal(await ask({ path: file }), worker.pid);
});
