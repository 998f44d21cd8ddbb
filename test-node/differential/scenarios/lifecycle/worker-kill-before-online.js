'use strict';

module.exports = {
  proves: 'worker.kill() in the tick of fork()',
  policies: ['rr'],
  program({ say, watch }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return;
    watch(cluster, 'cluster', ['fork', 'online', 'disconnect', 'exit']);
    const worker = cluster.fork();
    say('kill', worker.kill(), worker.process.killed, worker.isDead());
  },
};
