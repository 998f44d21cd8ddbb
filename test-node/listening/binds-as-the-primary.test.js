'use strict';
// What workers listen on is bound with what the primary has at that moment, not with what it had when the core started, nor
// with what it has a moment later: its folder, its umask, its user.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { start } = require('./remote/start.js');
const { close, listen } = require('./remote/acts.js');
const { ask, folder } = require('./remote/clients.js');
const { run } = require('../support/run.js');

const CORES = [{ GOCLUSTER_CORE: 'thread' }, { GOCLUSTER_CORE: 'process' }];

const NOBODY = 65534;
/** Binding in another thread got 4 to 16 of 20 wrong. */
const ROUNDS = 20;
const PRIVILEGED_PORTS = '/proc/sys/net/ipv4/ip_unprivileged_port_start';

const chdir = (context, to) => process.chdir(to);
const umask = (context, mask) => process.umask(mask) && undefined;
const errorOf = ({ state }, options) =>
  new Promise((resolve) => {
    const server = require('node:net').createServer();
    server.once('error', ({ code }) => resolve(code)).listen(options, () => resolve('listening'));
    state.tried = server;
  });

async function folderAndUmask(t, env) {
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
}

function obstacle() {
  if (process.getuid() !== 0) return 'only root can give its rights away';
  if (Number(fs.readFileSync(PRIVILEGED_PORTS, 'utf8')) <= 1)
    return 'every user may bind every port here';
  return false;
}

async function withoutRights(t, env) {
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
}

/** A worker listens and says so at once; the primary, in the next message's handler, is somebody else for a moment. */
function changesForAMoment(report) {
  const cluster = require('node:cluster');
  const fs = require('node:fs');
  const net = require('node:net');
  const path = require('node:path');
  const dir = process.argv[2];
  let rounds = Number(process.argv[3]);
  if (cluster.isPrimary) {
    process.chdir(dir);
    process.umask(0o022);
    const worker = cluster.fork();
    worker.on('message', (name) => {
      if (name === 'asked') {
        const before = process.umask(0o077);
        process.chdir('elsewhere');
        for (const end = Date.now() + 5; Date.now() < end;) fs.writeFileSync('file', 'x');
        process.chdir('..');
        process.umask(before);
        return;
      }
      const file = path.join(dir, name);
      report('mode', fs.existsSync(file) ? (fs.statSync(file).mode & 0o777).toString(8) : 'gone');
      if (--rounds > 0) worker.send('next');
      else cluster.disconnect();
    });
  } else {
    let number = 0;
    const next = () => {
      const name = `${++number}.sock`;
      net.createServer().listen(path.join(dir, name), () => process.send(name));
      process.send('asked');
    };
    process.on('message', next);
    next();
  }
}

async function inThatTick(t, env) {
  const dir = folder(t);
  fs.mkdirSync(path.join(dir, 'elsewhere'));
  const program = run(t, changesForAMoment, { args: [dir, ROUNDS], env });
  await program.success();
  assert.deepEqual(program.all('mode'), Array(ROUNDS).fill('755'));
}

for (const env of CORES) {
  const core = `the core as a ${env.GOCLUSTER_CORE}`;
  test(`the folder and the umask of the primary, ${core}`, (t) => folderAndUmask(t, env));
  test(`of the very tick, ${core}`, (t) => inThatTick(t, env));
  test(`a primary without its rights, ${core}`, { skip: obstacle() }, (t) => withoutRights(t, env));
}
