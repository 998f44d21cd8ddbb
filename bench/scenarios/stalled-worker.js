'use strict';

// One of four workers is blocked: counts the clients that wait for it.

const US_PER_MS = 1000;
const TIMEOUT_MS = 10_000;

module.exports = {
  name: 'stalled-worker',
  title: '1 of 4 workers blocked, 200 connections a second for a second',
  columns: [
    { name: 'slow', title: 'over 500 ms', digits: 0 },
    { name: 'served', title: 'served', digits: 0 },
    { name: 'p50', title: 'p50 ms', digits: 2 },
    { name: 'max', title: 'longest ms', digits: 0 },
  ],
  rounds: { full: 5, quick: 1 },
  settings: () => [{ workers: 4, protocol: 'http' }],

  async measure({ cluster, sizes, record }) {
    await cluster.load({ clients: 8, duration: sizes.settle });
    await cluster.stall(1, sizes.stall);
    const load = await cluster.load({ rate: 200, count: 200, timeout: TIMEOUT_MS });
    record({
      slow: load.slow + load.hung,
      served: load.served,
      p50: load.latency.p50 / US_PER_MS,
      max: load.latency.max / US_PER_MS,
    });
  },
};
