'use strict';

// Beside CPU-bound programs, one for each CPU: a process that gives up the CPU waits for a time slice of one of them.

const { spawn } = require('node:child_process');
const os = require('node:os');
const { values } = require('./speed');

const RATE = 1500;

module.exports = {
  name: 'busy-machine',
  title: 'HTTP, 2 workers, 1,500 connections a second, beside a program that computes on each CPU',
  columns: [
    { name: 'p50', title: 'p50 ms', digits: 2, ratio: true },
    { name: 'p99', title: 'p99 ms', digits: 2, ratio: true },
    { name: 'max', title: 'longest ms', digits: 0 },
  ],
  rounds: { full: 5, quick: 1 },
  settings: () => [{ workers: 2, protocol: 'http' }],

  async measure({ cluster, sizes, record }) {
    await cluster.warmUp(sizes.warmUp);
    const neighbours = os.cpus().map(() => spawn(process.execPath, ['-e', 'for (;;);']));
    try {
      await cluster.load({ rate: RATE, count: RATE });
      const count = (RATE * sizes.long) / 1000;
      record(values(cluster, await cluster.load({ rate: RATE, count })));
    } finally {
      for (const neighbour of neighbours) neighbour.kill('SIGKILL');
    }
  },
};
