'use strict';

module.exports = {
  proves: 'an async handler that rejects is an unhandled rejection in the worker',
  policies: ['rr'],
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      process.on('unhandledRejection', (error) => say('unhandled', error.message));
      net
        .createServer(async (socket) => {
          socket.end('x');
          throw new Error('rejected');
        })
        .listen(0, '127.0.0.1');
      return;
    }
    listening(cluster).then(async ({ port }) => {
      say('got', await ask(port), await ask(port));
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
