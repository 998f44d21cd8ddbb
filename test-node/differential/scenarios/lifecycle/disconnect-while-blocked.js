'use strict';

module.exports = {
  proves: 'a disconnect of a blocked worker takes effect when it is free again',
  policies: ['rr'],
  program({ say, block, watch }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      process.send('blocking');
      block(200);
      say('free again', cluster.worker.isConnected());
      return;
    }
    watch(cluster, 'cluster', ['message', 'disconnect', 'exit']);
    const worker = cluster.fork();
    worker.on('message', () => worker.disconnect());
  },
};
