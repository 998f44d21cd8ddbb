'use strict';

module.exports = {
  proves: 'the error of an address that this machine does not have',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) return cluster.fork();
    const server = net.createServer().listen(0, '192.0.2.1');
    server.on('error', (error) => {
      say('error', error);
      process.exit();
    });
  },
};
