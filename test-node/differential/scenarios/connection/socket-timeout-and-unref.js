'use strict';

module.exports = {
  proves: 'setTimeout() and unref() of a socket of a handler do what they do',
  policies: ['rr'],
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => {
        say('unref', socket.unref() === socket, socket.ref() === socket);
        socket.setTimeout(30, () => {
          say('timeout');
          socket.end('timed out');
        });
      });
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
