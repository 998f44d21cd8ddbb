'use strict';

module.exports = {
  proves: 'fork() with an env that is no object',
  policies: ['rr'],
  program({ attempt, to }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      to(`worker ${cluster.worker.id}`)('names', Object.keys(process.env).length, process.env[0]);
      return process.exit();
    }
    for (const env of ['text', 5, null, ['zero']]) attempt('fork', () => cluster.fork(env).id);
  },
};
