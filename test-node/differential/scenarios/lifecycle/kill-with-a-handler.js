'use strict';

module.exports = {
  proves: 'a worker that handles SIGTERM stays, connected and in the table, after kill()',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      process.on('SIGTERM', (...args) => {
        say('signal', ...args);
        process.send('still here');
      });
      process.on('message', () => process.exit(3));
      return process.send('ready');
    }
    const worker = cluster.fork();
    worker.once('message', () => {
      say('kill', worker.kill());
      worker.once('message', (text) => {
        say('message', text, worker.isConnected(), worker.isDead(), Object.keys(cluster.workers));
        worker.send('go');
      });
    });
    worker.on('exit', (...args) => say('exit', ...args));
  },
};
