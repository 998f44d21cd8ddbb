'use strict';

module.exports = {
  proves:
    'close() inside of the listening event: whether the primary hears of it, and the worker goes on',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      cluster.on('listening', (worker, address) => say('listening', address));
      return cluster.fork();
    }
    const server = net.createServer();
    server.on('listening', () => {
      say('listening');
      server.close((...args) => {
        say('closed', ...args);
        cluster.worker.disconnect();
      });
    });
    server.listen(0, '127.0.0.1');
  },
};
