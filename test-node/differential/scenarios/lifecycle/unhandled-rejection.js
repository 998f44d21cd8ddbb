'use strict';

module.exports = {
  proves: 'an unhandled rejection in a worker is exit code 1, and is printed',
  policies: ['rr'],
  program({ watch }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return Promise.reject(new RangeError('rejected in the worker'));
    watch(cluster, 'cluster', ['online', 'disconnect', 'exit']);
    cluster.fork();
  },
};
