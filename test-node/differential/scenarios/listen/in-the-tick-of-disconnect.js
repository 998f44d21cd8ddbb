'use strict';

module.exports = {
  proves:
    'listen() after disconnect() in one tick: the primary does not answer any more, and the worker goes',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      cluster.on('listening', (worker, address) => say('listening', address));
      cluster.on('exit', (worker, ...args) => say('exit', ...args, worker.exitedAfterDisconnect));
      return cluster.fork();
    }
    cluster.worker.disconnect();
    const server = net.createServer().listen(0, '127.0.0.1', () => say('listening'));
    server.on('error', (error) => say('error', error));
    process.on('exit', (code) => say('exit', code, server.listening));
  },
};
