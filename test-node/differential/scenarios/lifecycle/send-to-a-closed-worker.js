'use strict';

module.exports = {
  proves: 'send() after the channel has closed: error event, callback, and return value',
  policies: ['rr'],
  program({ say, attempt }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.exit();
    const worker = cluster.fork();
    worker.on('error', (...args) => say('worker:error', args.length, ...args));
    worker.process.on('error', (...args) => say('process:error', args.length, ...args));
    worker.on('exit', () => {
      attempt('send', () => worker.send('late'));
      attempt('send with callback', () => worker.send('late', (error) => say('callback', error)));
      process.nextTick(() => say('tick'));
    });
  },
};
