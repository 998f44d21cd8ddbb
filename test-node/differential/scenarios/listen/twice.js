'use strict';

module.exports = {
  proves: 'listen() on a server that listens, or is about to, is ERR_SERVER_ALREADY_LISTEN',
  program({ say, attempt }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) return cluster.fork();
    const server = net.createServer();
    server.on('error', (error) => say('error', error));
    server.listen(0, '127.0.0.1');
    attempt('in the same tick', () => server.listen(0, '127.0.0.1') === server);
    server.once('listening', () => {
      attempt('when listening', () => server.listen(0, '127.0.0.1') === server);
      setTimeout(() => process.exit(), 30);
    });
  },
};
