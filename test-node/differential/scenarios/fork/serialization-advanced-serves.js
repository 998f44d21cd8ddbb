'use strict';

module.exports = {
  proves: 'a cluster with serialization advanced listens and serves',
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
      return;
    }
    cluster.setupPrimary({ serialization: 'advanced' });
    cluster.on('listening', (worker, address) => say('listening', address));
    listening(cluster).then(async ({ port }) => {
      say('answers', await ask(port), await ask(port));
      cluster.disconnect();
    });
    cluster.fork();
  },
};
