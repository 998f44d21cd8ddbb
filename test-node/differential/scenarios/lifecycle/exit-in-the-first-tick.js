'use strict';

module.exports = {
  proves: 'a worker that exits in its first statement has still been online',
  policies: ['rr'],
  program({ watch }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) process.exit(5);
    const worker = cluster.fork();
    watch(cluster, 'cluster', ['fork', 'online', 'listening', 'disconnect', 'exit']);
    watch(worker, 'worker', ['online', 'disconnect', 'exit']);
  },
};
