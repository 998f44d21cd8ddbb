'use strict';

// Many requests per connection: nothing is handed off, so gocluster can gain nothing. It must not be slower, either.

const { columns, values } = require('./speed');

module.exports = {
  name: 'keep-alive',
  title: 'HTTP keep-alive, 2 workers, 32 clients (a request, not a connection)',
  columns,
  rounds: { full: 5, quick: 1 },
  settings: () => [{ workers: 2, protocol: 'http' }],

  async measure({ cluster, sizes, record }) {
    const { warm, short: duration } = sizes;
    await cluster.warmUp(sizes.warmUp);
    const load = await cluster.load({ clients: 32, warm, duration, keepAlive: true });
    record(values(cluster, load));
  },
};
