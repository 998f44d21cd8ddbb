'use strict';

module.exports = {
  proves: 'messages sent right before process.exit() after their callback arrive',
  policies: ['rr'],
  program({ say, watch }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      for (let i = 0; i < 50; i++) process.send(i);
      return process.send('last', () => process.exit(6));
    }
    let count = 0;
    cluster.on('message', (worker, message) => (message === 'last' ? say('last', count) : count++));
    watch(cluster, 'cluster', ['disconnect', 'exit']);
    cluster.fork();
  },
};
