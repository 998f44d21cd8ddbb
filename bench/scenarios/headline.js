'use strict';

// The case that the goals are about, with more and longer rounds than the rest.

const { columns, values } = require('./speed');

module.exports = {
  name: 'headline',
  title: 'HTTP, one connection per request, 2 workers, 32 clients',
  columns,
  rounds: { full: 5, quick: 2 },
  settings: () => [{ workers: 2, protocol: 'http' }],

  async measure({ cluster, sizes, record }) {
    const { settle: warm, long: duration } = sizes;
    await cluster.warmUp(sizes.warmUp);
    record(values(cluster, await cluster.load({ clients: 32, warm, duration })));
  },
};
