'use strict';

// One connection per request: the cost of the hand-off, over HTTP and over bare TCP.

const { columns, values } = require('./speed');

module.exports = {
  name: 'churn',
  title: 'One connection per request',
  columns,
  rounds: { full: 3, quick: 1 },

  settings: (sizes) =>
    ['http', 'tcp'].flatMap((protocol) => sizes.workers.map((workers) => ({ protocol, workers }))),

  async measure({ cluster, setting, sizes, record }) {
    const { protocol, workers } = setting;
    await cluster.warmUp(sizes.warmUp);
    for (const clients of sizes.clients) {
      const load = await cluster.load({ clients, warm: sizes.settle, duration: sizes.short });
      record(values(cluster, load), { protocol, workers, clients });
    }
  },
};
