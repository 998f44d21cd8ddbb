'use strict';

module.exports = {
  proves: 'process.channel.unref() lets a worker without work end',
  policies: ['rr'],
  program({ say, watch }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      process.on('beforeExit', () => say('beforeExit'));
      process.on('exit', (code) => say('exit', code));
      process.channel.unref();
      return;
    }
    watch(cluster, 'cluster', ['online', 'disconnect', 'exit']);
    cluster.fork();
  },
};
