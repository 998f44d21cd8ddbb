'use strict';

module.exports = {
  proves: 'a worker whose program has ended stays until it is told to go',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      process.on('beforeExit', () => say('beforeExit'));
      return;
    }
    const worker = cluster.fork();
    worker.on('online', () =>
      setTimeout(() => {
        say('after a while', worker.isDead(), worker.isConnected());
        worker.disconnect();
      }, 150),
    );
    worker.on('exit', (...args) => say('exit', ...args));
  },
};
