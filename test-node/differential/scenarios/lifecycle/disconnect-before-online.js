'use strict';

module.exports = {
  proves: 'worker.disconnect() in the tick of fork()',
  policies: ['rr'],
  program({ say, watch }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      process.on('exit', (code) => say('exit', code, cluster.worker.exitedAfterDisconnect));
      return;
    }
    watch(cluster, 'cluster', ['fork', 'online', 'disconnect', 'exit']);
    const worker = cluster.fork();
    say(
      'returns itself',
      worker.disconnect() === worker,
      worker.state,
      Object.keys(cluster.workers),
    );
  },
};
