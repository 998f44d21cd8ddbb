'use strict';

module.exports = {
  proves: 'highWaterMark of the server is that of its sockets',
  policies: ['rr'],
  program({ say, ask, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer({ highWaterMark: 1234 }, (socket) => {
        say('marks', socket.readableHighWaterMark, socket.writableHighWaterMark);
        socket.end('x');
      });
      server.listen(0, '127.0.0.1', () => process.send(server.address().port));
      return;
    }
    once(cluster.fork(), 'message').then(async ([port]) => {
      say('got', await ask(port));
      cluster.workers[1].process.kill();
    });
  },
};
