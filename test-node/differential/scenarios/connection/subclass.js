'use strict';

module.exports = {
  proves: 'a subclass of net.Server, and emit() overridden, are what the connection goes through',
  policies: ['rr'],
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      class Mine extends net.Server {
        emit(event, ...args) {
          say('emit', event, args.length);
          return super.emit(event, ...args);
        }
      }
      const server = new Mine((socket) => socket.end('from a subclass'));
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
