'use strict';

module.exports = {
  proves:
    'a worker that comes later, or after the first has gone, gets the random port or a new one',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) return net.createServer().listen(0, '127.0.0.1');
    const ports = [];
    cluster.on('listening', (worker, { port }) => {
      ports.push(port);
      if (worker.id === 1) return cluster.fork();
      say('shared', ports[0] === ports[1]);
      for (const each of Object.values(cluster.workers)) each.disconnect();
    });
    cluster.fork();
  },
};
