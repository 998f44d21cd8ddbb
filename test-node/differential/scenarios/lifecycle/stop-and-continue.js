'use strict';

module.exports = {
  proves: 'SIGSTOP and SIGCONT are no events, and messages sent in between arrive',
  policies: ['rr'],
  program({ say, watch }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      process.on('message', (message) => {
        say('message', message);
        if (message === 3) process.disconnect();
      });
      return;
    }
    watch(cluster, 'cluster', ['online', 'disconnect', 'exit']);
    const worker = cluster.fork();
    worker.on('online', () => {
      worker.process.kill('SIGSTOP');
      for (let i = 1; i <= 3; i++) worker.send(i);
      setTimeout(() => {
        say('stopped', worker.isDead(), worker.isConnected(), worker.state);
        worker.process.kill('SIGCONT');
      }, 100);
    });
  },
};
