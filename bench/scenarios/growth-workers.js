'use strict';

// How speed and cost change with the number of workers.

const { columns, values } = require('./speed');

module.exports = {
  name: 'growth-workers',
  title: 'HTTP, one connection per request, 32 clients, more and more workers',
  columns,
  rounds: { full: 3, quick: 1 },
  settings: (sizes) => sizes.growth.workers.map((workers) => ({ workers, protocol: 'http' })),

  async measure({ cluster, setting, sizes, record }) {
    const { settle: warm, short: duration } = sizes;
    await cluster.warmUp(sizes.warmUp);
    const load = await cluster.load({ clients: 32, warm, duration });
    record(values(cluster, load), { workers: setting.workers });
  },
};
