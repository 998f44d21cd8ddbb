'use strict';

// More clients than the kernel's queue can hold. A connection that it drops is tried again after seconds, or never: a client that waits
// for the server to send first does not know that it is not connected.

const COMPUTE_MS = 1;
const TIMEOUT_MS = 20_000; // a client that still waits so long after the end of the load was never served
const US_PER_MS = 1000;

module.exports = {
  name: 'many-clients',
  title:
    'More clients than a queue is long, 2 workers, handlers compute for 1 ms (tcp: the server speaks first)',
  columns: [
    { name: 'p99', title: 'p99 ms', digits: 0, ratio: true },
    { name: 'max', title: 'longest ms', digits: 0, ratio: true },
    { name: 'left', title: 'left over', digits: 0 },
    { name: 'failed', title: 'failed', digits: 0 },
    { name: 'perSecond', title: 'per second', digits: 0, ratio: true },
  ],
  rounds: { full: 3, quick: 1 },
  settings: () =>
    ['http', 'tcp'].map((protocol) => ({ workers: 2, protocol, compute: COMPUTE_MS })),

  async measure({ cluster, setting, sizes, record }) {
    const duration = sizes.many;
    for (const clients of sizes.manyClients) {
      const load = await cluster.load({ clients, duration, timeout: TIMEOUT_MS });
      record(
        {
          p99: load.latency.p99 / US_PER_MS,
          max: load.latency.max / US_PER_MS,
          left: load.hung,
          failed: load.cut + load.refused + load.wrong,
          perSecond: load.perSecond,
        },
        { protocol: setting.protocol, clients },
      );
    }
  },
};
