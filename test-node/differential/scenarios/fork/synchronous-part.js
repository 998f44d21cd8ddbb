'use strict';

module.exports = {
  proves: 'what fork() has done when it returns, and what comes on the next tick',
  policies: ['rr'],
  program({ say, watch }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.exit();
    watch(cluster, 'cluster', ['setup', 'fork']);
    process.nextTick(() => say('tick before'));
    const worker = cluster.fork();
    process.nextTick(() => say('tick after'));
    Promise.resolve().then(() => say('microtask'));
    say(
      'returned',
      worker,
      cluster.workers[1] === worker,
      worker.state,
      worker.isConnected(),
      worker.isDead(),
    );
    say('settings', Object.keys(cluster.settings));
  },
};
