'use strict';

module.exports = {
  proves: 'listen() on a net.BoundSocket does not ask the primary',
  nodes: { 24: 21, 26: 4 },
  program({ say, attempt }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      cluster.on('listening', () => say('never listening'));
      return cluster.fork();
    }
    say('type', typeof net.BoundSocket);
    attempt('bound', () => {
      const bound = new net.BoundSocket({ port: 0, host: '127.0.0.1' });
      const server = net.createServer().listen(bound, () => {
        say('listening', server._handle.constructor.name, typeof server.address().port);
        setTimeout(() => process.exit(), 20);
      });
      return 'made';
    });
  },
};
