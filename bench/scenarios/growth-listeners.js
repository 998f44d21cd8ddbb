'use strict';

// Many listening sockets, one of them busy: the others must cost nothing.

const { columns, values } = require('./speed');

module.exports = {
  name: 'growth-listeners',
  title:
    'HTTP, one connection per request, 2 workers, 32 clients of one of more and more listeners',
  columns,
  rounds: { full: 3, quick: 1 },
  settings: (sizes) =>
    sizes.growth.listeners.map((listeners) => ({ workers: 2, protocol: 'http', listeners })),

  async measure({ cluster, setting, sizes, record }) {
    const { settle: warm, short: duration } = sizes;
    await cluster.warmUp(sizes.warmUp);
    const load = await cluster.load({ clients: 32, warm, duration });
    record(values(cluster, load), { listeners: setting.listeners });
  },
};
