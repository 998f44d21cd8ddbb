'use strict';

module.exports = {
  proves: 'a worker told to disconnect closes its server and waits for its open connection',
  program({ say, to, open, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => {
        socket.write('hello');
        socket.on('end', () => socket.end('bye'));
      });
      server.allowHalfOpen = true;
      server.on('close', () => say('server close'));
      process.on('disconnect', () => say('disconnect'));
      server.listen(0, '127.0.0.1');
      return;
    }
    cluster.on('disconnect', () => say('cluster:disconnect'));
    cluster.on('exit', (worker, ...args) => say('exit', ...args));
    listening(cluster).then(async ({ port }) => {
      const { socket, outcome } = open(port);
      await new Promise((resolve) => socket.once('data', resolve));
      cluster.workers[1].disconnect();
      setTimeout(() => socket.end(), 50);
      to('client')('got', await outcome);
    });
    cluster.fork();
  },
};
