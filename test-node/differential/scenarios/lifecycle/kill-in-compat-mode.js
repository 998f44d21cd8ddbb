'use strict';

module.exports = {
  proves: 'GOCLUSTER_COMPAT=node: exitedAfterDisconnect after kill() is what Node says',
  policies: ['rr'],
  env: { GOCLUSTER_COMPAT: 'node' },
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return;
    const worker = cluster.fork();
    worker.on('online', () => say('kill', worker.kill(), worker.exitedAfterDisconnect));
    worker.on('exit', (...args) => say('exit', ...args, worker.exitedAfterDisconnect));
  },
};
