'use strict';

// A quiet port beside a busy one: in all workers (two), or in one of three. A check of the quiet port must not wait behind the busy
// port's queue.

const CLIENTS = 16;
const COMPUTE_MS = 1;
const RATE = 40;
const US_PER_MS = 1000;

module.exports = {
  name: 'second-port',
  title:
    'A quiet second port (40 a second) beside a busy one, TCP, 16 clients, handlers compute for 1 ms',
  columns: [
    { name: 'p50', title: 'p50 ms', digits: 2, ratio: true },
    { name: 'p99', title: 'p99 ms', digits: 2, ratio: true },
    { name: 'failed', title: 'failed', digits: 0 },
  ],
  rounds: { full: 5, quick: 1 },
  settings: () =>
    [
      { workers: 2, second: 'all' },
      { workers: 3, second: 'first' },
    ].map((each) => ({ ...each, protocol: 'tcp', compute: COMPUTE_MS })),

  async measure({ cluster, setting, sizes, record }) {
    const duration = sizes.long;
    await cluster.load({ clients: CLIENTS, duration: sizes.warm });
    const [, checks] = await Promise.all([
      cluster.load({ clients: CLIENTS, duration }),
      cluster.load({ port: cluster.secondPort, rate: RATE, count: (RATE * duration) / 1000 }),
    ]);
    const { p50, p99 } = checks.latency;
    const failed = checks.hung + checks.cut + checks.refused;
    record({ p50: p50 / US_PER_MS, p99: p99 / US_PER_MS, failed }, { second: setting.second });
  },
};
