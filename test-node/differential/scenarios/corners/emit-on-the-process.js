'use strict';

module.exports = {
  proves: 'message events emitted by hand on process are seen by cluster.worker',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isPrimary) return cluster.fork();
    cluster.worker.on('message', (...args) => say('message', ...args));
    cluster.worker.on('error', (...args) => say('error', ...args));
    say(
      'emit',
      process.emit('message', 'by hand', 'handle'),
      process.emit('error', 'code', 'signal'),
    );
    process.exit();
  },
};
