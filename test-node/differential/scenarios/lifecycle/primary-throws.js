'use strict';

module.exports = {
  proves: 'an uncaught exception in the primary: its exit code, and the workers go',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      process.on('exit', (code) => say('exit', code));
      return;
    }
    cluster.on('online', () => {
      throw new RangeError('thrown in online');
    });
    cluster.fork();
  },
};
