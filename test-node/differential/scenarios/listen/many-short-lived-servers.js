'use strict';

module.exports = {
  proves:
    'three hundred servers that listen and close, one after the other and in groups, leave nothing behind',
  program({ say, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      let count = 0;
      cluster.on('listening', () => count++);
      cluster.on('exit', (worker, ...args) => say('exit', ...args, count >= 300));
      return cluster.fork();
    }
    const one = async () => {
      const server = net.createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      server.close();
      await once(server, 'close');
    };
    const go = async () => {
      for (let i = 0; i < 100; i++) await one();
      for (let i = 0; i < 10; i++) await Promise.all(Array.from({ length: 20 }, one));
      say('all closed');
      cluster.worker.disconnect();
    };
    go();
  },
};
