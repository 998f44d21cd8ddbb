'use strict';

module.exports = {
  proves: 'cluster.disconnect() in the tick of fork(): the worker still goes',
  policies: ['rr'],
  program({ say, watch }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return;
    watch(cluster, 'cluster', ['fork', 'online', 'disconnect', 'exit']);
    cluster.fork();
    cluster.disconnect();
    say('table', Object.keys(cluster.workers));
  },
};
