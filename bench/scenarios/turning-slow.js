'use strict';

// All handlers become slow at the same moment, as when a database does: connections that workers have taken by then wait for them.

const { setTimeout: delay } = require('node:timers/promises');

const FAST_MS = 0.2;
const SLOW_MS = 100;
const CLIENTS = 32;
const US_PER_MS = 1000;

module.exports = {
  name: 'turning-slow',
  title: 'All handlers turn from 0.2 to 100 ms at once, HTTP, 4 workers, 32 clients',
  columns: [
    { name: 'max', title: 'longest ms', digits: 0, ratio: true },
    { name: 'p99', title: 'p99 ms', digits: 0, ratio: true },
  ],
  rounds: { full: 5, quick: 1 },
  settings: () => [{ workers: 4, protocol: 'http', work: FAST_MS }],

  async measure({ cluster, sizes, record }) {
    const loading = cluster.load({ clients: CLIENTS, warm: sizes.warm, duration: sizes.long });
    await delay(sizes.warm);
    await cluster.work(SLOW_MS);
    const { latency } = await loading;
    record({ max: latency.max / US_PER_MS, p99: latency.p99 / US_PER_MS });
  },
};
