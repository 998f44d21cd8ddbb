'use strict';

// Puma's benchmark of its hand-off: one of two workers handles a request of 12 s while 4 clients make 80 requests. None of them need
// wait for it.

const WORK_MS = 50;
const US_PER_MS = 1000;

module.exports = {
  name: 'puma',
  title: '1 of 2 workers in a request of 12 s, 80 requests of 50 ms by 4 clients',
  columns: [
    { name: 'perSecond', title: 'per second', digits: 1, ratio: true },
    { name: 'p95', title: 'p95 ms', digits: 0, ratio: true },
    { name: 'max', title: 'longest ms', digits: 0, ratio: true },
  ],
  rounds: { full: 3, quick: 1 },
  settings: () => [{ workers: 2, protocol: 'http', work: WORK_MS }],

  async measure({ cluster, sizes, record }) {
    await cluster.stall(1, sizes.puma);
    const load = await cluster.load({
      clients: 4,
      count: 80,
      duration: 2 * sizes.puma,
      timeout: 2 * sizes.puma,
    });
    const { p95, max } = load.latency;
    record({ perSecond: load.perSecond, p95: p95 / US_PER_MS, max: max / US_PER_MS });
  },
};
