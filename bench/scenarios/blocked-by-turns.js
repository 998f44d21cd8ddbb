'use strict';

// Two workers are blocked in turn, for 200 ms each. A client that is handed to the blocked one waits, although the other one is free.

const { setTimeout: delay } = require('node:timers/promises');

const BLOCKED_MS = 200;
const RATE = 400;
const US_PER_MS = 1000;

module.exports = {
  name: 'blocked-by-turns',
  title: '2 workers blocked by turns, for 200 ms each, HTTP, 400 connections a second',
  columns: [
    { name: 'p50', title: 'p50 ms', digits: 2 },
    { name: 'p99', title: 'p99 ms', digits: 0, ratio: true },
    { name: 'max', title: 'longest ms', digits: 0, ratio: true },
    { name: 'failed', title: 'failed', digits: 0 },
  ],
  rounds: { full: 5, quick: 1 },
  settings: () => [{ workers: 2, protocol: 'http' }],

  async measure({ cluster, sizes, record }) {
    await cluster.load({ clients: 8, duration: sizes.settle });
    const loading = cluster.load({ rate: RATE, count: (RATE * sizes.long) / 1000 });
    for (let i = 0; i * BLOCKED_MS < sizes.long - BLOCKED_MS; i++) {
      await cluster.stallOne(i % 2, BLOCKED_MS);
      await delay(BLOCKED_MS);
    }
    const { latency, hung, cut } = await loading;
    const [p50, p99, max] = [latency.p50, latency.p99, latency.max].map((us) => us / US_PER_MS);
    record({ p50, p99, max, failed: hung + cut });
  },
};
