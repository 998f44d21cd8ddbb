'use strict';

module.exports = {
  proves: 'disconnect() after listen() in one tick: whether the server still comes up',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      cluster.on('exit', (worker, ...args) => say('exit', ...args, worker.exitedAfterDisconnect));
      return cluster.fork();
    }
    const server = net.createServer().listen(0, '127.0.0.1');
    cluster.worker.disconnect();
    server.on('error', (error) => say('error', error));
    process.on('exit', (code) => say('exit', code));
  },
};
