'use strict';

module.exports = {
  proves:
    'process.disconnect() in a worker is an unexpected loss: exit with 0, and not a wanted exit',
  program({ say, watch }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      net.createServer().listen(0, '127.0.0.1', () => process.disconnect());
      cluster.worker.on('disconnect', () =>
        say('worker:disconnect', cluster.worker.exitedAfterDisconnect),
      );
      process.on('disconnect', () => say('process:disconnect'));
      process.on('exit', (code) => say('exit', code));
      return;
    }
    const worker = cluster.fork();
    watch(cluster, 'cluster', ['disconnect', 'exit'], (event, ...args) =>
      say(event, ...args, worker.exitedAfterDisconnect),
    );
  },
};
