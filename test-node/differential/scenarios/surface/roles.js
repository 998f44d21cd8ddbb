'use strict';

module.exports = {
  proves: 'isPrimary, isMaster, isWorker and worker on both sides, also after a write',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    say('roles', cluster.isPrimary, cluster.isMaster, cluster.isWorker, cluster.worker);
    if (cluster.isWorker) return process.exit();
    cluster.fork();
    cluster.isMaster = 'written';
    say('written', cluster.isMaster, cluster.isPrimary);
  },
};
