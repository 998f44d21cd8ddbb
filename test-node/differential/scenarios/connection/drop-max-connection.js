'use strict';

module.exports = {
  proves: 'dropMaxConnection: a full worker drops the connection, with the drop event',
  policies: ['rr'],
  nodes: { 22: 12 },
  program({ say, open, listening, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => socket.write('served'));
      server.maxConnections = 1;
      server.dropMaxConnection = true;
      server.on('drop', (data) => say('drop', data));
      server.listen(0, '127.0.0.1');
      return;
    }
    listening(cluster).then(async ({ port }) => {
      const first = open(port);
      await once(first.socket, 'data');
      say('second', await open(port).outcome);
      first.socket.destroy();
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
