'use strict';

module.exports = {
  proves: 'a worker_thread of the primary has a cluster of its own that can fork',
  policies: ['rr'],
  program({ say, as }) {
    const cluster = require('node:cluster');
    const { Worker, isMainThread } = require('node:worker_threads');
    if (cluster.isWorker) {
      say('worker', cluster.worker.id);
      return process.exit(4);
    }
    if (!isMainThread) {
      as('thread');
      const worker = cluster.fork();
      say('forked', worker.id);
      worker.on('exit', (code) => say('exit', code, Object.keys(cluster.workers)));
      return;
    }
    new Worker(__filename).on('exit', (code) =>
      say('thread exit', code, Object.keys(cluster.workers)),
    );
  },
};
