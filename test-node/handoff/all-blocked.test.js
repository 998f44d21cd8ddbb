'use strict';
// With every worker blocked connections wait in the kernel, as far as its queue is long enough, and the primary holds what would not
// fit; once the workers are back, all are served.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const { start, within, onlyGocluster } = require('../listening/remote/start.js');
const { listen, served } = require('../listening/remote/acts.js');
const { block } = require('../listening/remote/clients.js');

const CLIENTS = 1500;
const SOMAXCONN = Number(fs.readFileSync('/proc/sys/net/core/somaxconn', 'utf8'));
const MOST_FDS = 100 + (SOMAXCONN > 2 * CLIENTS ? 0 : CLIENTS);

test(
  `${CLIENTS} clients of blocked workers`,
  { skip: onlyGocluster('it accepts without a limit') },
  async (t) => {
    const cluster = await start(t, { workers: 2 });
    const where = { port: 0, host: '127.0.0.1' };
    const [{ port }] = await cluster.everywhere(listen, where);
    const gates = [];
    for (const worker of cluster.workers) gates.push(await block(t, worker));

    let connected = 0;
    const answers = [];
    for (let i = 0; i < CLIENTS; i++) {
      const socket = net.connect(port, '127.0.0.1', () => connected++);
      t.after(() => socket.destroy());
      // Speaks first: with SYN cookies the kernel forgets a client that it had no room for.
      socket.write('hello');
      answers.push(
        new Promise((resolve, reject) => {
          let pid = '';
          socket.on('data', (data) => (pid += data)).once('error', reject);
          socket.once('end', () => resolve(Number(pid)));
        }),
      );
    }
    const all = Promise.all(answers);
    all.catch(() => {});

    // The primary holds what it will: its number of fds no longer changes.
    const countFds = () => fs.readdirSync(`/proc/${cluster.primary.pid}/fd`).length;
    let most = 0;
    for (let last = -1, same = 0; same < 20;) {
      await new Promise((resolve) => setTimeout(resolve, 25));
      const now = countFds();
      same = now === last ? same + 1 : 0;
      last = now;
      most = Math.max(most, now);
    }
    assert.ok(most <= MOST_FDS, `the primary had ${most} fds`);
    assert.ok(connected > 0);

    await Promise.all(gates.map((gate) => gate.release()));
    const pids = await within(60_000, all, 'answers to all clients');
    assert.equal(pids.length, CLIENTS);
    const known = cluster.workers.map((worker) => worker.pid);
    assert.ok(pids.every((pid) => known.includes(pid)));
    const [first, second] = await cluster.everywhere(served);
    assert.equal(first + second, CLIENTS);
  },
);
