'use strict';

module.exports = {
  proves: 'ids count up from 1 and are not used again after an exit',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.exit(cluster.worker.id);
    let left = 4;
    cluster.on('exit', (worker, code) => {
      say('exit', worker.id, code, Object.keys(cluster.workers));
      if (--left > 0) say('forked', cluster.fork().id);
    });
    say('forked', cluster.fork().id);
    say('of the table', cluster.workers[1].id, Object.keys(cluster.workers));
  },
};
