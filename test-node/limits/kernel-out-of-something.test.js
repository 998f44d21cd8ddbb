'use strict';
// The kernel is out of something that no limit of the process has to do with: files (ENFILE), memory
// (ENOMEM), buffers (ENOBUFS), descriptors in flight (ETOOMANYREFS). What fails is tried again, nobody
// turns in circles, no connection is lost.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { test } = require('node:test');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { allAnswer, ask, burst, hold } = require('../listening/remote/clients.js');
const { faults, obstacle } = require('./fault.js');
const { assertIdle } = require('./shortage.js');

const skip = GOCLUSTER_ONLY || obstacle();
const anywhere = { port: 0, host: '127.0.0.1' };
const CLIENTS = 300;
const CORE = 'gocluster'; // the name of the core's threads
const SEQPACKET = '0005'; // in /proc/net/unix

/** The descriptors of the channels that a process has; the IPC of Node's is of another kind. */
function channelsOf(pid) {
  const inodes = fs
    .readFileSync('/proc/net/unix', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[4] === SEQPACKET)
    .map((fields) => `socket:[${fields[6]}]`);
  const fds = fs.readdirSync(`/proc/${pid}/fd`).filter((fd) => {
    try {
      return inodes.includes(fs.readlinkSync(`/proc/${pid}/fd/${fd}`));
    } catch {
      return false; // closed since
    }
  });
  assert.notEqual(fds.length, 0);
  return fds;
}

const failing = (call, errno, pid) =>
  channelsOf(pid).map((fd) => ({ call, errno, process: pid, fd }));

async function serving(t, calls) {
  const fault = faults(t, calls);
  const cluster = await start(t, { execPath: fault.command });
  const primary = await cluster.primary.run(() => process.pid);
  for (let i = 0; i < 2; i++) await cluster.fork();
  const [{ port }] = await cluster.everywhere(listen, anywhere);
  await allAnswer(port, cluster.workers);
  const pids = [primary, ...cluster.workers.map(({ pid }) => pid)];
  return { fault, cluster, port, pids };
}

for (const [call, errno] of [
  ['accept4', 'ENFILE'],
  ['accept4', 'ENOBUFS'],
  ['accept4', 'ENOMEM'],
  ['sendmmsg', 'ENOBUFS'],
  ['sendmmsg', 'ENOMEM'],
  ['sendmmsg', 'ETOOMANYREFS'],
]) {
  test(`${errno} of the core's ${call}`, { skip }, async (t) => {
    const { fault, cluster, port, pids } = await serving(t, [call]);
    fault.set({ call, errno, thread: CORE });
    const answers = burst(CLIENTS, port);
    await assertIdle(...pids);
    fault.set();
    assert.equal((await answers).length, CLIENTS);
    await allAnswer(port, cluster.workers);
  });
}

test('ENOBUFS of recvmsg in the workers and in the core', { skip }, async (t) => {
  const { fault, cluster, port, pids } = await serving(t, ['recvmsg']);
  const call = 'recvmsg';
  const errno = 'ENOBUFS';
  fault.set(...cluster.workers.flatMap(({ pid }) => failing(call, errno, pid)));
  const answers = burst(CLIENTS, port);
  await assertIdle(...pids);
  fault.set({ call, errno, thread: CORE });
  assert.equal((await answers).length, CLIENTS);
  fault.set();
  await allAnswer(port, cluster.workers);
  assert.equal(cluster.output, '');
});

for (const errno of ['ETOOMANYREFS', 'ENOBUFS']) {
  test(`a worker cannot give connections back: ${errno}`, { skip }, async (t) => {
    const { fault, cluster, port, pids } = await serving(t, ['sendmsg']);
    const [first] = cluster.workers;
    // Each gets one, which stays.
    for (let i = 0; i < 2; i++) await hold(t, { port, allowHalfOpen: true });
    await first.run(({ state }) => {
      state.server.maxConnections = 1;
    });
    fault.set(...failing('sendmsg', errno, first.pid));
    let answered = 0;
    const answers = [1, 2].map(() => ask(port).then(() => answered++));
    await Promise.race(answers);
    await assertIdle(...pids);
    assert.equal(answered, 1); // the other one sits with the full worker
    fault.set();
    await Promise.all(answers);
  });
}

test('a worker is forked while the core cannot be told', { skip }, async (t) => {
  const { fault, cluster, port } = await serving(t, ['sendmsg']);
  const pid = await cluster.primary.run(() => process.pid);
  fault.set(...failing('sendmsg', 'ETOOMANYREFS', pid));
  const third = await cluster.fork();
  fault.set();
  await third.run(listen, anywhere);
  await allAnswer(port, cluster.workers);
  assert.equal(cluster.output, '');
});

for (const core of ['thread', 'process']) {
  test(`a worker listens while the core cannot be told: as a ${core}`, { skip }, async (t) => {
    const fault = faults(t, ['sendmsg']);
    const env = { GOCLUSTER_CORE: core };
    const cluster = await start(t, { workers: 1, execPath: fault.command, env });
    const pid = await cluster.primary.run(() => process.pid);
    const [worker] = cluster.workers;
    await worker.run(() => {});
    fault.set(...failing('sendmsg', 'ETOOMANYREFS', pid));
    const listening = worker.run(listen, anywhere);
    await assertIdle(pid, worker.pid);
    fault.set();
    assert.equal(await ask(await listening), worker.pid);
    assert.equal(cluster.output, '');
  });
}

test('ENFILE while the core is loaded costs gocluster and not the worker', { skip }, async (t) => {
  const fault = faults(t, ['epoll_create1']);
  const cluster = await start(t, { execPath: fault.command });
  fault.set({ call: 'epoll_create1', errno: 'ENFILE', thread: CORE });
  const first = await cluster.fork();
  const { port } = await first.run(listen, anywhere);
  assert.equal(await ask(port), first.pid);
  assert.equal(cluster.output.match(/GOCLUSTER_WORKER/g)?.length, 1, cluster.output);
  fault.set();
  const second = await cluster.fork();
  await second.run(listen, anywhere);
  await allAnswer(port, [first, second]);
});
