'use strict';

module.exports = {
  proves: 'round robin: connections are refused as soon as the last worker is told to disconnect',
  policies: ['rr'],
  program({ say, to, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker)
      return net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
    cluster.on('exit', (worker, ...args) => say('exit', ...args));
    listening(cluster).then(async ({ port }) => {
      const client = to('client');
      client('before', await ask(port));
      cluster.workers[1].disconnect();
      client('after', await ask(port));
    });
    cluster.fork();
  },
};
