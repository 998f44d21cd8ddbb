'use strict';

module.exports = {
  proves: 'cluster.disconnect() with what is no function',
  policies: ['rr'],
  program({ attempt, watch }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return;
    watch(cluster, 'cluster', ['disconnect', 'exit']);
    cluster.fork().on('online', () => {
      for (const odd of ['text', 5, null, {}]) attempt('disconnect', () => cluster.disconnect(odd));
    });
  },
};
