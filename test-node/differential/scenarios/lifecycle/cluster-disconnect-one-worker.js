'use strict';

module.exports = {
  proves:
    'cluster.disconnect(callback) with one worker: the table at once, the callback, the events',
  program({ say, watch }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) return net.createServer().listen(0, '127.0.0.1');
    watch(cluster, 'cluster', ['listening', 'disconnect', 'exit']);
    const worker = cluster.fork();
    worker.on('listening', () => {
      say('returns', cluster.disconnect());
      say('table', Object.keys(cluster.workers), worker.exitedAfterDisconnect, worker.state);
    });
  },
};
