'use strict';

module.exports = {
  proves: 'a Worker takes foreign properties and symbols, on both sides',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const mark = Symbol('mark');
    const worker = cluster.isPrimary ? cluster.fork() : cluster.worker;
    worker.clientsCount = 3;
    worker[mark] = 'here';
    say(
      'own',
      worker.clientsCount,
      worker[mark],
      Object.isExtensible(worker),
      Object.isFrozen(cluster),
    );
    worker.state = 'mine';
    say('state', worker.state);
    if (cluster.isWorker) process.exit();
  },
};
