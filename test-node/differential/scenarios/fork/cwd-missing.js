'use strict';

module.exports = {
  proves: 'a cwd that does not exist: the events and errors of a worker that was never spawned',
  policies: ['rr'],
  program({ say, watch, folder }) {
    const cluster = require('node:cluster');
    cluster.setupPrimary({ cwd: `${folder}/missing` });
    watch(cluster, 'cluster', ['fork', 'online', 'disconnect', 'exit']);
    const worker = cluster.fork();
    watch(worker, 'worker', ['error', 'disconnect', 'exit']);
    say('pid', typeof worker.process.pid, worker.isConnected(), worker.isDead(), worker.state);
    setTimeout(() => {
      say(
        'later',
        worker.isConnected(),
        worker.isDead(),
        worker.state,
        Object.keys(cluster.workers),
      );
      process.exit();
    }, 300);
  },
};
