'use strict';

module.exports = {
  proves: 'the own properties of cluster.worker in a worker',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isPrimary) return cluster.fork();
    const { worker } = cluster;
    for (const [key, { value, ...flags }] of Object.entries(
      Object.getOwnPropertyDescriptors(worker),
    )) {
      say(key, typeof value, flags);
    }
    say(
      'worker',
      worker.id,
      worker.state,
      worker.exitedAfterDisconnect,
      worker.process === process,
    );
    say('alive', worker.isConnected(), worker.isDead(), worker instanceof cluster.Worker);
    process.exit();
  },
};
