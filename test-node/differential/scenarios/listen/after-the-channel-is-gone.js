'use strict';

module.exports = {
  proves: 'listen() in a worker that has disconnected: nothing comes of it',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) return cluster.fork();
    process.on('disconnect', () => {
      const server = net.createServer().listen(0, '127.0.0.1', () => say('listening'));
      server.on('error', (error) => say('error', error));
      setTimeout(() => say('later', server.listening), 50);
    });
    process.on('exit', (code) => say('exit', code));
    cluster.worker.disconnect();
  },
};
