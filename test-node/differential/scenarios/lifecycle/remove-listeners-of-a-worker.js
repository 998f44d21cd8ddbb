'use strict';

module.exports = {
  proves: 'removeAllListeners() on a Worker and on worker.process: what still comes',
  policies: ['rr'],
  program({ watch }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return;
    const worker = cluster.fork();
    watch(cluster, 'cluster', ['online', 'message', 'disconnect', 'exit']);
    worker.on('online', () => {
      worker.removeAllListeners();
      worker.send('x');
      worker.process.kill();
    });
  },
};
