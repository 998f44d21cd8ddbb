'use strict';

module.exports = {
  proves: 'noDelay and keepAlive are set on the socket itself, as the calls on the handle show',
  policies: ['rr'],
  program({ say, ask, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer({ noDelay: true, keepAlive: true }, (socket) => {
        say(
          'again',
          socket.setNoDelay(true) === socket,
          socket.setKeepAlive(true, 1000) === socket,
        );
        say('off', socket.setNoDelay(false) === socket, socket.setKeepAlive(false) === socket);
        say('timeout', socket.setTimeout(1000) === socket, socket.timeout);
        socket.end('x');
      });
      server.listen(0, '127.0.0.1', () => process.send(server.address().port));
      return;
    }
    once(cluster.fork(), 'message').then(async ([port]) => {
      say('got', await ask(port), await ask(port));
      cluster.workers[1].process.kill();
    });
  },
};
