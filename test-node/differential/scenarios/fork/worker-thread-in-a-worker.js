'use strict';

module.exports = {
  proves: 'a worker_thread inside of a worker sees itself as a primary',
  policies: ['rr'],
  program({ say, as }) {
    const cluster = require('node:cluster');
    const { Worker, isMainThread } = require('node:worker_threads');
    if (!isMainThread) {
      as('thread');
      say('roles', cluster.isPrimary, cluster.isWorker, cluster.worker, typeof cluster.fork);
      say('env', Object.keys(process.env).sort(), process.connected, typeof process.send);
      return;
    }
    if (cluster.isPrimary) return cluster.fork();
    new Worker(__filename).on('exit', (code) => {
      say('thread exit', code);
      process.exit();
    });
  },
};
