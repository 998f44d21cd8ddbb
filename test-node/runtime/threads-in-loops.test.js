'use strict';
// worker_threads that come and go, ended at any moment, in a primary and in a worker, while connections flow: threads that
// only use cluster and net, and threads that fork workers of their own. Nothing crashes, nothing piles up.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { until } = require('../support/deadline.js');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { load } = require('../handoff/load.js');
const { descriptors, settled } = require('../limits/shortage.js');

const THREADS = 20; // a round
const CLIENTS = 2;
/** A listening socket, which the core lends a worker when all are busy for the first time: perhaps in the second round. */
const LENT = 1;

/** What a thread does. It is terminated while it does it, or after. */
const USER = `
  const cluster = require('node:cluster');
  const net = require('node:net');
  const server = net.createServer((socket) => socket.end('x'));
  server.listen(0, '127.0.0.1', () => {
    net.connect(server.address().port, '127.0.0.1').on('close', () => {
      require('node:worker_threads').parentPort.postMessage(cluster.isPrimary);
    }).on('error', () => {}).resume();
  });`;
const FORKER = `
  const cluster = require('node:cluster');
  cluster.setupPrimary({ exec: require('node:worker_threads').workerData });
  const worker = cluster.fork();
  worker.on('listening', () => require('node:worker_threads').parentPort.postMessage(true));`;

/** For Member.run: `count` threads, two at a time, each terminated at its first word or a while after its start. */
const turnOver = async (context, code, workerData, count) => {
  const { Worker } = require('node:worker_threads');
  let started = 0;
  const said = [];
  const one = (wait) =>
    new Promise((resolve, reject) => {
      const thread = new Worker(code, { eval: true, workerData });
      const end = () => thread.terminate();
      // Half of them are ended at some point of their start.
      const timer = wait > 0 ? setTimeout(end, wait) : null;
      thread.on('message', (word) => {
        said.push(word);
        clearTimeout(timer);
        end();
      });
      thread.on('error', reject);
      thread.on('exit', resolve);
    });
  const lane = async () => {
    while (started < count) {
      const number = started++;
      await one(number % 2 === 0 ? 0 : 3 * number);
    }
  };
  await Promise.all([lane(), lane()]);
  return said;
};

const threads = (pid) => fs.readdirSync(`/proc/${pid}/task`).length;

/** Twice the same: what the second round leaves is there after the first one, too. No connection is under way then. */
async function loops(t, member, cluster, code) {
  const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
  const exec = require.resolve('./serve.js');
  const round = async () => {
    const clients = load(port, CLIENTS);
    const said = await member.run(turnOver, code, exec, THREADS);
    assert.ok(said.length >= THREADS / 2 && said.every((word) => word === true), `${said}`);
    await clients.served(20);
    await clients.stop();
  };
  const { pid } = member;
  await round();
  const before = {
    fds: await settled(() => descriptors(pid), 'the end of what the first threads had'),
    threads: threads(pid),
  };
  await round();
  await until(
    () => descriptors(pid) <= before.fds + LENT && threads(pid) <= before.threads + 1,
    () => `the end of what threads had: ${descriptors(pid)} fds, ${threads(pid)} threads,
      after the first round there were ${JSON.stringify(before)}`,
  );
}

test('threads that use cluster and net, in a primary', async (t) => {
  const cluster = await start(t, { workers: 2 });
  await loops(t, cluster.primary, cluster, USER);
});

test('threads that use cluster and net, in a worker', async (t) => {
  const cluster = await start(t, { workers: 2 });
  await loops(t, cluster.workers[0], cluster, USER);
});

test('threads that fork', async (t) => {
  const cluster = await start(t, { workers: 2 });
  await loops(t, cluster.primary, cluster, FORKER);
});
