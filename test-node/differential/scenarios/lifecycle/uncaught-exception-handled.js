'use strict';

module.exports = {
  proves: 'a worker with an uncaughtException handler goes on serving',
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      process.on('uncaughtException', (error, origin) => say('uncaught', error.message, origin));
      net
        .createServer((socket) => {
          socket.end('served');
          throw new Error('in the handler');
        })
        .listen(0, '127.0.0.1');
      return;
    }
    listening(cluster).then(async ({ port }) => {
      say('answers', await ask(port), await ask(port), await ask(port));
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
