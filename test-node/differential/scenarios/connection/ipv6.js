'use strict';

module.exports = {
  proves: 'a server on ::1: addresses and families of its sockets',
  policies: ['rr'],
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => {
        say(
          'socket',
          socket.remoteFamily,
          socket.remoteAddress,
          socket.localFamily,
          socket.localAddress,
        );
        socket.end('x');
      });
      server.listen(0, '::1');
      return;
    }
    listening(cluster).then(async ({ port }) => {
      say('got', await ask({ port, host: '::1' }));
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
