'use strict';

// One client, one connection at a time: no connection ever waits for a worker, so this measures the path of a single connection.

const { columns, values } = require('./speed');

module.exports = {
  name: 'one-client',
  title: 'One connection at a time, 2 workers',
  columns,
  rounds: { full: 5, quick: 1 },
  settings: () => ['http', 'tcp'].map((protocol) => ({ workers: 2, protocol })),

  async measure({ cluster, setting, sizes, record }) {
    const { settle: warm, short: duration } = sizes;
    await cluster.warmUp(sizes.warmUp);
    const load = await cluster.load({ clients: 1, warm, duration });
    record(values(cluster, load), { protocol: setting.protocol });
  },
};
