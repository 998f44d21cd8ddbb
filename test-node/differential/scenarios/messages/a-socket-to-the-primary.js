'use strict';

module.exports = {
  proves: 'a connection accepted by a worker can be sent to the primary, and on to another worker',
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      process.on('message', (message, socket) => socket.end(`ended by ${cluster.worker.id}`));
      if (cluster.worker.id === 2) return;
      net
        .createServer({ pauseOnConnect: true }, (socket) => process.send('pass on', socket))
        .listen(0, '127.0.0.1');
      return;
    }
    cluster.on('message', (worker, message, socket) => {
      say('message', worker, message, socket);
      cluster.workers[2].send('yours', socket);
    });
    listening(cluster).then(async ({ port }) => {
      say('got', await ask(port), await ask(port));
      for (const worker of Object.values(cluster.workers)) worker.process.kill();
    });
    cluster.fork();
    cluster.fork();
  },
};
