'use strict';

module.exports = {
  proves:
    'a domain around a server: process.domain in its handler, and errors of the handler go to it',
  policies: ['rr'],
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    // Deprecated for long, and still in programs that use cluster.
    // eslint-disable-next-line n/no-deprecated-api
    const domain = require('node:domain');
    const net = require('node:net');
    if (cluster.isWorker) {
      const around = domain.create();
      around.on('error', (error) =>
        say('domain error', error.message, error.domain === around, error.domainThrown),
      );
      around.run(() => {
        const server = net.createServer((socket) => {
          say(
            'handler',
            process.domain === around,
            socket.domain === around,
            server.domain === around,
          );
          socket.end('x');
          throw new Error('in the handler');
        });
        server.listen(0, '127.0.0.1');
      });
      return;
    }
    listening(cluster).then(async ({ port }) => {
      say('got', await ask(port), await ask(port));
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
