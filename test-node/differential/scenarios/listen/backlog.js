'use strict';

module.exports = {
  proves: 'backlog values, given in each way, are taken',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      cluster.on('listening', (worker, address) => say('listening', address));
      return cluster.fork();
    }
    const ways = [
      [0, 1],
      [0, '127.0.0.1', 5],
      [{ port: 0, backlog: 3 }],
      [{ port: 0, backlog: -1 }],
      [0, '127.0.0.1', 0],
    ];
    const next = () => {
      if (ways.length === 0) return cluster.worker.disconnect();
      const server = net
        .createServer()
        .listen(...ways.shift(), () => setImmediate(() => server.close(next)));
    };
    next();
  },
};
