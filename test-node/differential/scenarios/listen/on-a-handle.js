'use strict';

module.exports = {
  proves:
    'listen() on a handle, on a server and on an object with a handle does not ask the primary',
  // Node 18 asks the primary for a server on no address, which ends the primary.
  nodes: { 20: 0 },
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      cluster.on('listening', () => say('never listening'));
      return cluster.fork();
    }
    const own = net.createServer().listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => {
      const second = net.createServer().listen(own._handle, () => {
        say('on the handle', second.address().port === own.address().port);
        const third = net.createServer().listen({ _handle: own._handle }, () => {
          say('on the object', third.address().port === own.address().port);
          setTimeout(() => process.exit(), 20);
        });
      });
    });
  },
};
