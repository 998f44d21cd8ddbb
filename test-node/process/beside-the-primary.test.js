'use strict';
// The core as a process: one beside the primary, however many workers and threads; the primary itself has no Go in it. It
// is in a process group of its own, has nothing of the program's environment, and none of its descriptors.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { cores } = require('../runtime/threads.js');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { allAnswer, folder } = require('../listening/remote/clients.js');
const { env, skip, coresOf } = require('./core.js');

const LOOPBACK = { port: 0, host: '127.0.0.1' };

test('where the core is', { skip }, async (t) => {
  const cluster = await start(t, { env });
  assert.deepEqual(coresOf(cluster.primary.pid), [], 'there is none before the first fork');
  for (let i = 0; i < 3; i++) await cluster.fork();
  const [{ port }] = await cluster.everywhere(listen, LOOPBACK);
  await allAnswer(port, cluster.workers);
  assert.equal(coresOf(cluster.primary.pid).length, 1);
  assert.deepEqual(cores(cluster.primary.pid), [], 'no library is mapped');
  for (const { pid } of cluster.workers) assert.deepEqual(coresOf(pid), []);
});

test('what the core has of the primary', { skip }, async (t) => {
  const file = path.join(folder(t), 'secret');
  fs.writeFileSync(file, '');
  const inherited = fs.openSync(file, 'r');
  t.after(() => fs.closeSync(inherited));
  const cluster = await start(t, { workers: 1, env: { ...env, SECRET: 'x' }, fds: [inherited] });
  await cluster.everywhere(listen, LOOPBACK);

  const [pid] = coresOf(cluster.primary.pid);
  assert.equal(fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1'), 'gocluster\0');
  assert.equal(
    fs.readFileSync(`/proc/${pid}/environ`, 'latin1'),
    'GODEBUG=asyncpreemptoff=1\0',
    'its environment',
  );
  const [, , group] = fs.readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
  assert.equal(Number(group), pid, 'it is in a process group of its own');
  assert.equal(
    fs.readlinkSync(`/proc/${pid}/cwd`),
    '/',
    'it keeps nobody from unmounting a folder',
  );
  const open = fs
    .readdirSync(`/proc/${pid}/fd`)
    .map((fd) => fs.readlinkSync(`/proc/${pid}/fd/${fd}`));
  assert.ok(!open.includes(file), open.join(' '));
  const [, capabilities] = /CapPrm:\s*([0-9a-f]+)/.exec(
    fs.readFileSync(`/proc/${pid}/status`, 'latin1'),
  );
  assert.equal(Number(`0x${capabilities}`), 0, 'it has no capability, also as root');
  const limits = fs.readFileSync(`/proc/${pid}/limits`, 'latin1');
  const [, soft, hard] = /Max open files +(\d+) +(\d+)/.exec(limits);
  assert.equal(soft, hard, 'the limit of descriptors is as high as it may be');
});

const forkInThread = (context, exec) =>
  new Promise((resolve, reject) => {
    const { Worker } = require('node:worker_threads');
    const code = `
      const cluster = require('node:cluster');
      cluster.setupPrimary({ exec: ${JSON.stringify(exec)} });
      cluster.fork().on('exit', () => process.exit());`;
    new Worker(code, { eval: true }).once('exit', resolve).once('error', reject);
  });

test('threads of the primary share the core', { skip }, async (t) => {
  const cluster = await start(t, { workers: 1, env });
  const [{ port }] = await cluster.everywhere(listen, LOOPBACK);
  const before = coresOf(cluster.primary.pid);
  assert.equal(before.length, 1);
  const exec = path.join(folder(t), 'worker.js');
  fs.writeFileSync(exec, 'process.exit();');
  await cluster.primary.run(forkInThread, exec);
  assert.deepEqual(coresOf(cluster.primary.pid), before);
  await allAnswer(port, cluster.workers);
});
