'use strict';

module.exports = {
  proves: 'a worker is a client too: of its own server, and of the primary',
  policies: ['rr'],
  program({ say, ask }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net
        .createServer((socket) => socket.end('myself'))
        .listen(0, '127.0.0.1', async () => {
          say('own', await ask(server.address().port));
          say('primary', await ask(Number(process.env.USE_PORT)));
          process.exit();
        });
      return;
    }
    const server = net
      .createServer((socket) => socket.end('primary'))
      .listen(0, '127.0.0.1', () => {
        cluster.fork({ USE_PORT: server.address().port }).on('exit', () => server.close());
      });
  },
};
