'use strict';

module.exports = {
  proves:
    'every event of a worker from fork to its end, cluster and Worker together, with all arguments',
  program({ watch, say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) return net.createServer().listen(0, '127.0.0.1');
    watch(cluster, 'cluster', [
      'setup',
      'fork',
      'online',
      'listening',
      'message',
      'disconnect',
      'exit',
    ]);
    const worker = cluster.fork();
    watch(worker, 'worker', ['online', 'listening', 'message', 'error', 'disconnect', 'exit']);
    worker.once('listening', () => worker.process.kill());
    process.on('exit', (code) => say('process exit', code));
  },
};
