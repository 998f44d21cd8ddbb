'use strict';
// The listening socket that a busy worker was lent is closed with its server, and no sooner: nothing is left in the worker.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { until } = require('../support/deadline.js');
const { start, onlyGocluster } = require('../listening/remote/start.js');
const { close, listen } = require('../listening/remote/acts.js');
const { block, burst } = require('../listening/remote/clients.js');

const WORKERS = 2;
const CLIENTS = 8;
const LISTENING = '0A';

/** Of a shorter queue nobody takes connections himself: core/kernelqueue.go. */
const LONG_QUEUE = 1024;
const SHORT =
  Number(fs.readFileSync('/proc/sys/net/core/somaxconn', 'latin1')) < LONG_QUEUE &&
  'the kernel allows only short queues';

/** The inode of the socket that listens on a TCP port. */
function inodeOf(port) {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = fs.readFileSync('/proc/net/tcp', 'latin1').trim().split('\n').slice(1);
  const columns = rows.map((row) => row.trim().split(/\s+/));
  const [row] = columns.filter(([, local, , state]) => state === LISTENING && local.endsWith(hex));
  return row[9];
}

/** How many descriptors of a process are that socket. */
function held(pid, inode) {
  const folder = `/proc/${pid}/fd`;
  const link = (fd) => {
    try {
      return fs.readlinkSync(`${folder}/${fd}`);
    } catch {
      return ''; // closed meanwhile
    }
  };
  return fs.readdirSync(folder).filter((fd) => link(fd) === `socket:[${inode}]`).length;
}

test(
  'a lent socket is closed with its server',
  { skip: SHORT || onlyGocluster('no worker is lent anything') },
  async (t) => {
    const cluster = await start(t, { workers: WORKERS });
    const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
    const inode = inodeOf(port);
    const { workers } = cluster;
    assert.deepEqual(
      workers.map(({ pid }) => held(pid, inode)),
      [0, 0],
    );

    // While nobody is idle connections wait.
    const gates = [];
    for (const worker of workers) gates.push(await block(t, worker));
    const answered = burst(CLIENTS, port);
    for (const gate of gates) await gate.release();
    assert.equal((await answered).length, CLIENTS);
    await until(() => workers.every(({ pid }) => held(pid, inode) === 1), 'a socket each');

    const [first, second] = workers;
    await first.run(close);
    assert.equal(held(first.pid, inode), 0);
    assert.equal(held(second.pid, inode), 1);
    assert.deepEqual(new Set(await burst(CLIENTS, port)), new Set([second.pid]));
  },
);
