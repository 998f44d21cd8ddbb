'use strict';

module.exports = {
  proves: 'a process that a worker forks is a primary, with nothing of cluster in its environment',
  policies: ['rr'],
  program({ say, as }) {
    const cluster = require('node:cluster');
    const { fork } = require('node:child_process');
    if (process.argv[2] === 'grandchild') {
      as('grandchild');
      say('roles', cluster.isPrimary, cluster.isWorker, cluster.worker);
      say('env', Object.keys(process.env).sort(), process.execArgv);
      say('connected', process.connected);
      return process.disconnect();
    }
    if (cluster.isPrimary) return cluster.fork();
    fork(__filename, ['grandchild']).on('exit', (...args) => {
      say('exit', ...args);
      process.exit();
    });
  },
};
