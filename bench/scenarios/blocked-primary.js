'use strict';

// A primary that computes: its event loop is busy half of the time.

const { columns, values } = require('./speed');

const BUSY_MS = 50;
const EVERY_MS = 100;

module.exports = {
  name: 'blocked-primary',
  title: 'HTTP, 2 workers, 32 clients, primary busy for 50 of every 100 ms',
  columns,
  rounds: { full: 5, quick: 1 },
  settings: () => [{ workers: 2, protocol: 'http' }],

  async measure({ cluster, sizes, record }) {
    const { settle: warm, long: duration } = sizes;
    await cluster.warmUp(sizes.warmUp);
    cluster.block(BUSY_MS, EVERY_MS);
    record(values(cluster, await cluster.load({ clients: 32, warm, duration })));
  },
};
