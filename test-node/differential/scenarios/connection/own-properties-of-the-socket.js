'use strict';

module.exports = {
  proves: 'the own properties of the socket of a handler, and of its handle',
  policies: ['rr'],
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const names = (object) => Reflect.ownKeys(object).map(String).sort();
      const server = net.createServer((socket) => {
        say('socket', names(socket));
        say('handle', socket._handle.constructor.name, names(socket._handle));
        say('values', socket._handle.reading, socket._handle.fd > 0, socket._server === server);
        say(
          'listeners',
          socket.eventNames().map((name) => [name, socket.listenerCount(name)]),
        );
        socket.end('x');
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
