'use strict';

// How speed and cost change with the number of clients.

const { columns, values } = require('./speed');

module.exports = {
  name: 'growth-clients',
  title: 'HTTP, one connection per request, 2 workers, more and more clients',
  columns,
  rounds: { full: 3, quick: 1 },
  settings: () => [{ workers: 2, protocol: 'http' }],

  async measure({ cluster, sizes, record }) {
    await cluster.warmUp(sizes.warmUp);
    for (const clients of sizes.growth.clients) {
      const load = await cluster.load({ clients, warm: sizes.settle, duration: sizes.short });
      record(values(cluster, load), { clients });
    }
  },
};
