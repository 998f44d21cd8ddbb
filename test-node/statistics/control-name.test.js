'use strict';
// The name of a control socket: a process that may live keeps it, except for its successor in an upgrade, and who watches goes along.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { ControlSocket } = require('../../observe/control_socket');
const { Source } = require('../../cli/top_source.js');
const { until } = require('../support/deadline.js');
const { run, GOCLUSTER_ONLY } = require('../support/run.js');

/** Upgrades on SIGUSR2; the old one stays until SIGTERM. */
function program(report) {
  const cluster = require('node:cluster');
  const { upgrade, ready } = require('gocluster/upgrade');
  if (cluster.isWorker) {
    require('node:http').createServer().listen(0, '127.0.0.1');
    return;
  }
  cluster.fork();
  cluster.on('listening', () => {
    ready();
    report('ready', process.pid);
  });
  process.on('SIGUSR2', () => upgrade().then(() => report('upgraded', process.pid)));
  process.on('SIGTERM', () => cluster.disconnect());
}

test('in an upgrade the name goes to the new primary', { skip: GOCLUSTER_ONLY }, async (t) => {
  const old = run(t, program, {
    install: true,
    env: { GOCLUSTER_CONTROL: path.join('control', 'app.sock') },
  });
  const file = path.join(old.folder, 'control', 'app.sock');
  await old.next('ready');
  await old.until(() => fs.existsSync(file), 'the socket');
  const source = new Source(file);
  t.after(() => source.close());
  let seen;
  source.on('answer', ({ primary }) => (seen = primary.pid));
  source.follow({ verb: 'watch', interval: 100 });
  await until(() => seen === old.pid, 'an answer of the old one');

  old.kill('SIGUSR2');
  const pid = await old.next('ready');
  await old.next('upgraded');
  await until(() => seen === pid, 'an answer of the new one to who watches');
  old.kill('SIGTERM');
  await old.exit();
  assert.equal((await new Source(file).ask({ verb: 'stats' })).primary.pid, pid, old.stderr);
  assert.equal(old.stderr, '');
  process.kill(pid, 'SIGTERM');
  await old.gone();
  assert.ok(!fs.existsSync(file), 'it has taken its socket away');
});

test('who is too busy to accept keeps the name', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-control-'));
  const file = path.join(folder, 'sock');
  const owner = net.createServer((socket) => socket.destroy());
  t.after(() => {
    owner.close();
    fs.rmSync(folder, { recursive: true });
  });
  await once(owner.listen({ path: file, backlog: 1 }), 'listening');
  // Nothing is accepted before the next turn of the event loop.
  for (let i = 0; i < 8; i++) net.connect(file).on('error', () => {});
  const another = new ControlSocket({});
  await assert.rejects(another.open(file, null), /another process listens on/);
});

test('a predecessor need not have time to answer', { skip: GOCLUSTER_ONLY }, async (t) => {
  const old = run(t, (report) => {
    const server = require('node:net').createServer((socket) => socket.destroy());
    server.listen('sock', () => report('listens'));
  });
  await old.next('listens');
  const file = path.join(old.folder, 'sock');
  fs.chmodSync(old.folder, 0o700); // a control socket needs a folder of the user's alone
  const socket = new ControlSocket({});
  t.after(() => socket.close());
  await assert.rejects(socket.open(file, process.pid), /another process listens on/);
  await socket.open(file, old.pid);
  assert.ok(socket.isOurs);
});

test('of two processes that take it at the same moment one gets it', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'app.sock');
  const socket = new ControlSocket({});
  const opened = socket.open(file, null);
  const other = net.createServer().listen(file); // bound when this returns, and after the other one has looked
  t.after(() => other.close());
  await assert.rejects(opened, { message: /another process listens on/ });
  assert.equal(socket.isOurs, false);
  assert.deepEqual(fs.readdirSync(folder), ['app.sock']);
});
