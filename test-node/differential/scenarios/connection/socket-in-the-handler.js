'use strict';

module.exports = {
  proves: 'the socket that a handler gets: its addresses, states and options',
  policies: ['rr'],
  program({ say, open, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer(function (...args) {
        const [socket] = args;
        say(
          'handler',
          args.length,
          this === server,
          socket.constructor === net.Socket,
          socket.server === server,
        );
        say('remote', socket.remoteAddress, socket.remoteFamily, typeof socket.remotePort);
        say(
          'local',
          socket.localAddress,
          socket.localFamily,
          socket.localPort === server.address().port,
        );
        say(
          'states',
          socket.readyState,
          socket.pending,
          socket.connecting,
          socket.destroyed,
          socket.readable,
          socket.writable,
        );
        say(
          'flow',
          socket.readableFlowing,
          socket.isPaused(),
          socket.allowHalfOpen,
          socket.timeout,
        );
        say(
          'marks',
          socket.readableHighWaterMark,
          socket.writableHighWaterMark,
          socket.bytesRead,
          socket.bytesWritten,
        );
        say('address', socket.address());
        socket.end('x');
      });
      server.listen(0, '127.0.0.1');
      return;
    }
    listening(cluster).then(async ({ port }) => {
      say('got', await open(port).outcome);
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
