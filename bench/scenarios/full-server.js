'use strict';

// A server at its `maxConnections`: when a connection ends, the next one must arrive at once.

const { columns, values } = require('./speed');

const DELAY_MS = 2;

module.exports = {
  name: 'full-server',
  title: 'maxConnections, TCP, 2 workers, 32 clients, answers after 2 ms',
  columns,
  rounds: { full: 5, quick: 1 },
  settings: () =>
    [1, 4, 64].map((maxConnections) => ({
      workers: 2,
      protocol: 'tcp',
      maxConnections,
      delay: DELAY_MS,
    })),

  async measure({ cluster, setting, sizes, record }) {
    const { settle: warm, long: duration } = sizes;
    await cluster.load({ clients: 32, duration: sizes.warm });
    const load = await cluster.load({ clients: 32, warm, duration });
    record(values(cluster, load), { maxConnections: setting.maxConnections });
  },
};
