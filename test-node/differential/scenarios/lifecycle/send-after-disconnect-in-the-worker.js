'use strict';

module.exports = {
  proves: 'process.send() in a worker after its disconnect',
  policies: ['rr'],
  program({ say, attempt }) {
    const cluster = require('node:cluster');
    if (cluster.isPrimary) return cluster.fork();
    cluster.worker.on('error', (error) => say('worker:error', error));
    process.on('disconnect', () => {
      attempt('send', () => process.send('late'));
      attempt('worker.send', () => cluster.worker.send('late', (error) => say('callback', error)));
      attempt('process.disconnect', () => process.disconnect());
    });
    cluster.worker.disconnect();
  },
};
