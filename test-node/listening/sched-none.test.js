'use strict';
// SCHED_NONE: the workers hold the listening socket itself, so they accept without the primary.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { start } = require('./remote/start.js');
const { close, listen } = require('./remote/acts.js');
const { burst, isFree, tally } = require('./remote/clients.js');

const socketName = ({ state }) =>
  require('node:fs').readlinkSync(`/proc/self/fd/${state.server._handle.fd}`);

async function servesWithoutThePrimary(t, options, prepare) {
  const cluster = await start(t, options);
  await prepare?.(cluster);
  for (let i = 0; i < 2; i++) await cluster.fork();
  const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
  const names = await cluster.everywhere(socketName);
  assert.match(names[0], /^socket:/);
  assert.equal(names[1], names[0]);

  cluster.primary.kill('SIGSTOP');
  const counts = tally(await burst(40, port));
  const pids = cluster.workers.map((worker) => worker.pid);
  for (const pid of counts.keys()) assert.ok(pids.includes(pid));
  cluster.primary.kill('SIGCONT');

  await cluster.everywhere(close);
  assert.equal(await isFree(port, '127.0.0.1'), true);
}

test('SCHED_NONE by the environment', (t) =>
  servesWithoutThePrimary(t, { env: { NODE_CLUSTER_SCHED_POLICY: 'none' } }));

test('SCHED_NONE by the property', (t) =>
  servesWithoutThePrimary(t, {}, (cluster) =>
    cluster.primary.run(({ cluster }) => {
      cluster.schedulingPolicy = cluster.SCHED_NONE;
    }),
  ));

test('SCHED_RR by the environment: workers hold no listening socket', async (t) => {
  const cluster = await start(t, { workers: 2, env: { NODE_CLUSTER_SCHED_POLICY: 'rr' } });
  await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
  for (const { pid } of cluster.workers) {
    // /proc/net/tcp lists all listening sockets of this network, fd/ what the worker has of them.
    const listening = new Set(
      fs
        .readFileSync('/proc/net/tcp', 'utf8')
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter((fields) => fields[3] === '0A')
        .map((fields) => `socket:[${fields[9]}]`),
    );
    const open = fs.readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return fs.readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return ''; // closed since
      }
    });
    assert.deepEqual(
      open.filter((name) => listening.has(name)),
      [],
    );
  }
});
