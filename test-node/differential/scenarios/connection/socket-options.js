'use strict';

module.exports = {
  proves: 'noDelay, keepAlive and keepAliveInitialDelay of the server are set on its sockets',
  policies: ['rr'],
  program({ say, ask, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer(
        { noDelay: true, keepAlive: true, keepAliveInitialDelay: 7000 },
        (socket) => {
          const symbols = Object.getOwnPropertySymbols(socket).filter((symbol) =>
            /NoDelay|KeepAlive/.test(String(symbol)),
          );
          say(
            'symbols',
            symbols.map((symbol) => [String(symbol), socket[symbol]]),
          );
          say('server', server.noDelay, server.keepAlive, server.keepAliveInitialDelay);
          socket.end('x');
        },
      );
      server.listen(0, '127.0.0.1', () => process.send(server.address().port));
      return;
    }
    once(cluster.fork(), 'message').then(async ([port]) => {
      say('got', await ask(port));
      cluster.workers[1].process.kill();
    });
  },
};
