'use strict';

module.exports = {
  proves: 'close() twice, and of a server that never listened',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) return cluster.fork();
    const server = net.createServer();
    server.close((error) => say('never listened', error));
    server.listen(0, '127.0.0.1', () => {
      say('returns', server.close((error) => say('first', error)) === server);
      server.close((error) => {
        say('second', error);
        process.exit();
      });
      say('address', server.address(), server._handle);
    });
  },
};
