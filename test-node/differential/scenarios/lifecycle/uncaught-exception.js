'use strict';

module.exports = {
  proves: 'an uncaught exception in a worker is exit code 1, and is printed',
  policies: ['rr'],
  program({ watch }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) throw new RangeError('uncaught in the worker');
    watch(cluster, 'cluster', ['online', 'disconnect', 'exit']);
    cluster.fork();
  },
};
