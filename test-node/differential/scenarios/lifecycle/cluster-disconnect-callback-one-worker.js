'use strict';

module.exports = {
  proves: 'cluster.disconnect(callback) with one worker calls back once, without arguments',
  program({ say, to }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) return net.createServer().listen(0, '127.0.0.1');
    const worker = cluster.fork();
    worker.on('listening', () => {
      cluster.disconnect((...args) =>
        to('callback')('callback', args.length, worker.isConnected()),
      );
      say('table', Object.keys(cluster.workers));
    });
    worker.on('exit', () => say('exit'));
  },
};
