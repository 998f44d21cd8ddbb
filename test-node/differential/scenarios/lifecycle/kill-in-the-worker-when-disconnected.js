'use strict';

module.exports = {
  proves: 'worker.kill() in a worker that is no longer connected exits with 0 at once',
  policies: ['rr'],
  program({ say, watch }) {
    const cluster = require('node:cluster');
    if (cluster.isPrimary) {
      watch(cluster, 'cluster', ['disconnect', 'exit']);
      return cluster.fork();
    }
    process.on('exit', (code) => say('exit', code));
    cluster.worker.on('disconnect', () => {
      say('state', cluster.worker.state, cluster.worker.isConnected());
      cluster.worker.kill();
      say('not reached');
    });
    cluster.worker.disconnect();
  },
};
