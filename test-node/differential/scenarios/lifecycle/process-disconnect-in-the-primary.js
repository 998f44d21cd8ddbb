'use strict';

module.exports = {
  proves: 'worker.process.disconnect() in the primary is an unexpected loss for the worker',
  program({ say, watch }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      net.createServer().listen(0, '127.0.0.1');
      process.on('exit', (code) => say('exit', code, cluster.worker.exitedAfterDisconnect));
      return;
    }
    const worker = cluster.fork();
    watch(cluster, 'cluster', ['listening', 'disconnect', 'exit'], (event, ...args) =>
      say(event, ...args, worker.exitedAfterDisconnect),
    );
    worker.on('listening', () => worker.process.disconnect());
  },
};
