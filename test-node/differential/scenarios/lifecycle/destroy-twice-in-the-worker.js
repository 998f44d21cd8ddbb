'use strict';

module.exports = {
  proves: 'a worker that calls destroy() twice and disconnect() after it',
  policies: ['rr'],
  program({ attempt, say, watch }) {
    const cluster = require('node:cluster');
    if (cluster.isPrimary) {
      watch(cluster, 'cluster', ['disconnect', 'exit']);
      return cluster.fork();
    }
    const { worker } = cluster;
    attempt('first', () => worker.destroy());
    attempt('second', () => worker.destroy('SIGKILL'));
    attempt('disconnect', () => worker.disconnect() === worker);
    say('state', worker.state);
    process.on('exit', (code) => say('exit', code));
  },
};
