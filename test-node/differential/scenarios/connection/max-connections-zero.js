'use strict';

module.exports = {
  proves: 'maxConnections 0 with dropMaxConnection takes nothing',
  policies: ['rr'],
  nodes: { 22: 12 },
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => socket.end('served'));
      server.maxConnections = 0;
      server.dropMaxConnection = true;
      server.on('drop', (data) => say('drop', data));
      server.listen(0, '127.0.0.1');
      return;
    }
    listening(cluster).then(async ({ port }) => {
      say('got', await ask(port));
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
