'use strict';

module.exports = {
  proves:
    'the primary disconnects a worker whose listen() is on its way: no answer, and the worker goes',
  program({ say, watch }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer().listen(0, '127.0.0.1', () => say('listening'));
      server.on('error', (error) => say('error', error));
      process.on('exit', (code) => say('exit', code));
      return;
    }
    watch(cluster, 'cluster', ['listening', 'disconnect', 'exit']);
    cluster.fork().on('online', function () {
      this.disconnect();
    });
  },
};
