'use strict';

module.exports = {
  proves: 'worker.process.kill() in the tick of fork()',
  policies: ['rr'],
  program({ say, watch }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return;
    watch(cluster, 'cluster', ['fork', 'online', 'disconnect', 'exit']);
    const worker = cluster.fork();
    say('kill', worker.process.kill('SIGKILL'), worker.process.killed, worker.isDead());
  },
};
