'use strict';

module.exports = {
proves: 'disconnect() again, in the same tick, later and after the exit',
program({ say, attempt, watch }) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  if (cluster.isWorker) return net.createServer().listen(0, '127.0.0.1');
  const worker = cluster.fork();
  watch(cluster, 'cluster', ['disconnect', 'exit']);
  worker.on('listening', () => {
    attempt('first', () => worker.disconnect() === worker);
    attempt('second', () => worker.disconnect() === worker);
  });
  worker.on('disconnect', () => attempt('third', () => worker.disconnect() === worker));
  worker.on('exit', () => attempt('fourth', () => worker.disconnect() === worker));
},
};
