'use strict';

module.exports = {
  proves: 'worker.disconnect() inside of a handler: the client is served, then the worker goes',
  program({ say, to, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => {
        cluster.worker.disconnect();
        socket.end('last words');
      });
      server.listen(0, '127.0.0.1');
      return;
    }
    cluster.on('exit', (worker, ...args) =>
      to('about')('exit', ...args, worker.exitedAfterDisconnect),
    );
    listening(cluster).then(async ({ port }) => say('got', await ask(port)));
    cluster.fork();
  },
};
