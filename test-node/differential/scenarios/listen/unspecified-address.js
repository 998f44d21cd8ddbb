'use strict';

module.exports = {
  proves: 'a server without a host serves IPv4 and IPv6',
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) =>
        socket.end(`${socket.remoteFamily} ${socket.remoteAddress}`),
      );
      server.listen(0, () => say('address', server.address()));
      return;
    }
    listening(cluster).then(async ({ port }) => {
      say('answers', await ask(port), await ask({ port, host: '::1' }));
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
