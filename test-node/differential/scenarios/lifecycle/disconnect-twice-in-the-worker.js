'use strict';

module.exports = {
  proves: 'a worker that calls disconnect() twice',
  policies: ['rr'],
  program({ attempt, say, watch }) {
    const cluster = require('node:cluster');
    if (cluster.isPrimary) {
      watch(cluster, 'cluster', ['disconnect', 'exit']);
      return cluster.fork();
    }
    const { worker } = cluster;
    attempt('first', () => worker.disconnect() === worker);
    attempt('second', () => worker.disconnect() === worker);
    say('state', worker.state);
    process.on('exit', (code) => say('exit', code));
  },
};
