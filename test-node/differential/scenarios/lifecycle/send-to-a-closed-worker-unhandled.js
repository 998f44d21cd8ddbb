'use strict';

module.exports = {
  proves: 'without a listener the error of a late send() is an uncaught exception',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.exit();
    process.on('uncaughtException', (error, origin) => say('uncaught', error, origin));
    const worker = cluster.fork();
    worker.on('exit', () => say('send', worker.send('late')));
  },
};
