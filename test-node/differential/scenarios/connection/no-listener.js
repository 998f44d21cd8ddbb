'use strict';

module.exports = {
  proves: 'a server without a connection listener keeps the connection open',
  policies: ['rr'],
  program({ say, open, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer().listen(0, '127.0.0.1');
      process.on('message', () => server.getConnections((error, count) => process.send(count)));
      return;
    }
    const worker = cluster.fork();
    listening(cluster).then(async ({ port }) => {
      const { socket, connected } = open(port);
      say('connected', await connected);
      const poll = setInterval(() => worker.send('count'), 20);
      worker.on('message', (count) => {
        if (count === 0) return;
        worker.removeAllListeners('message');
        clearInterval(poll);
        say('count', count, socket.destroyed);
        worker.process.kill();
      });
    });
  },
};
