'use strict';

module.exports = {
  proves: 'exitedAfterDisconnect is an own property, undefined until the worker leaves',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return;
    const worker = cluster.fork();
    const own = () => Object.hasOwn(worker, 'exitedAfterDisconnect');
    say('fork', own(), worker.exitedAfterDisconnect);
    worker.on('online', () => {
      say('online', own(), worker.exitedAfterDisconnect);
      worker.disconnect();
      say('disconnected', own(), worker.exitedAfterDisconnect);
    });
    worker.on('exit', () => say('exit', own(), worker.exitedAfterDisconnect));
  },
};
