'use strict';

module.exports = {
  proves: 'disconnect() once more when the worker has disconnected, and after its exit',
  program({ attempt, watch }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) return net.createServer().listen(0, '127.0.0.1');
    const worker = cluster.fork();
    watch(cluster, 'cluster', ['disconnect', 'exit']);
    worker.on('listening', () => attempt('first', () => worker.disconnect() === worker));
    worker.on('disconnect', () => attempt('second', () => worker.disconnect() === worker));
    worker.on('exit', () => attempt('third', () => worker.disconnect() === worker));
  },
};
