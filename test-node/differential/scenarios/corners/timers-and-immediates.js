'use strict';

module.exports = {
  proves: 'the order of ticks, immediates and the connection event of a connection to oneself',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) return cluster.fork();
    const server = net.createServer((socket) => {
      say('connection');
      setImmediate(() => {
        say('immediate');
        socket.end();
      });
      process.nextTick(() => say('tick'));
      socket.on('close', () => server.close(() => process.exit(say('closed'))));
    });
    server.listen(0, '127.0.0.1', () => net.connect(server.address().port, '127.0.0.1').resume());
  },
};
