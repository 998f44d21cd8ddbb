'use strict';

module.exports = {
  proves: 'exitCode set by a worker that is disconnected',
  program({ watch }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      process.exitCode = 21;
      net.createServer().listen(0, '127.0.0.1');
      return;
    }
    watch(cluster, 'cluster', ['exit']);
    cluster.on('listening', (worker) => worker.disconnect());
    cluster.fork();
  },
};
