'use strict';

module.exports = {
  proves: 'fork() inside of the fork event',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.exit();
    cluster.on('fork', (worker) => {
      say('fork', worker.id, Object.keys(cluster.workers));
      if (worker.id < 3) say('inner', cluster.fork().id);
    });
    cluster.fork();
  },
};
