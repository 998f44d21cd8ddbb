'use strict';

module.exports = {
  proves: 'whether a fork() that throws uses up an id',
  policies: ['rr'],
  program({ say, attempt }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.exit();
    cluster.setupPrimary({ stdio: ['ignore'] });
    attempt('fork', () => cluster.fork());
    cluster.setupPrimary({ stdio: undefined });
    say('id', cluster.fork().id);
  },
};
