'use strict';
// Open connections of each worker, after clients that came, stayed, left and were cut off, and workers that were killed, replaced and
// blocked: as the kernel has them (ss).

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { spawnSync } = require('node:child_process');
const net = require('node:net');
const { run, GOCLUSTER_ONLY } = require('../support/run.js');
const { until } = require('../support/deadline.js');

const noSs = spawnSync('ss', ['-V']).error && 'there is no ss (Debian: iproute2)';
const ROUNDS = 12;
const PER_ROUND = 40;

/** Three workers, replaced when they end. A client's first byte says what becomes of it. */
function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  if (cluster.isWorker) {
    net
      .createServer((socket) => {
        socket.on('error', () => {}).write('.');
        socket.on('data', (text) => {
          // What was written in several rounds may come at once.
          if (`${text}`.includes('b')) for (const end = Date.now() + 50; Date.now() < end;);
          if (`${text}`.includes('e')) socket.end();
          if (`${text}`.includes('d')) socket.destroy();
        });
      })
      .listen(0, '127.0.0.1');
    return;
  }
  const { stats } = require('gocluster/stats');
  cluster.on('exit', () => cluster.fork());
  for (let i = 0; i < 3; i++) cluster.fork();
  let listening = 0;
  cluster.on('listening', (worker, { port }) => {
    if (++listening === 3) report('port', port);
    if (listening > 3) report('replaced');
  });
  process.stdin.on('data', async (text) => {
    if (`${text}` === 'kill') Object.values(cluster.workers)[0].process.kill('SIGKILL');
    else report('stats', await stats());
  });
}

/** By pid, as the kernel has them. */
function established(port) {
  const { stdout } = spawnSync('ss', ['-Htnp', 'state', 'established', `( sport = :${port} )`], {
    encoding: 'utf8',
  });
  const counts = {};
  for (const [, pid] of stdout.matchAll(/\("[^"]*",pid=(\d+)/g))
    counts[pid] = (counts[pid] ?? 0) + 1;
  return counts;
}

test(
  'open connections are those that the kernel has',
  { skip: GOCLUSTER_ONLY || noSs },
  async (t) => {
    const primary = run(t, program, { install: true, stdio: ['pipe', 'pipe', 'pipe'] });
    const port = await primary.next('port');
    const clients = new Set();
    t.after(() => clients.forEach((client) => client.destroy()));
    const connect = () => {
      const client = net.connect(port, '127.0.0.1');
      clients.add(client);
      client.on('error', () => {}).on('close', () => clients.delete(client));
      client.on('data', () => (client.isServed = true));
    };
    const openNow = async () => {
      primary.child.stdin.write('stats');
      const { workers } = await primary.next('stats');
      return Object.fromEntries(
        workers.filter(({ open }) => open > 0).map(({ pid, open }) => [pid, open]),
      );
    };
    for (let round = 0; round < ROUNDS; round++) {
      for (let i = 0; i < PER_ROUND; i++) connect();
      await until(() => [...clients].every((client) => client.isServed), 'everybody to be served');
      [...clients].forEach((client, i) => {
        const what = 'edb'[i % 3];
        if (i % 7 === 0) client.destroy();
        else if (i % 7 === 1) client.resetAndDestroy();
        else if (i % 7 < 5) client.write(what);
        client.mustEnd ||= i % 7 < 2 || (i % 7 < 5 && what !== 'b');
      });
      if (round % 4 !== 3) continue;
      primary.child.stdin.write('kill');
      await primary.next('replaced');
    }
    await until(() => ![...clients].some((client) => client.mustEnd), 'the end of those told to');
    let [ours, kernels] = [];
    await until(
      async () => {
        [ours, kernels] = [await openNow(), established(port)];
        const sum = Object.values(ours).reduce((total, open) => total + open, 0);
        return JSON.stringify(ours) === JSON.stringify(kernels) && sum === clients.size;
      },
      () => `the same, and ${clients.size} in all: ${JSON.stringify({ ours, kernels })}`,
    );
    assert.ok(Object.keys(ours).length > 1);
    t.diagnostic(`open: ${Object.values(ours).join(', ')}`);
    primary.kill('SIGKILL');
  },
);
