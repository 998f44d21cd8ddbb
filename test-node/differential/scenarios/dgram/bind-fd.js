'use strict';

module.exports = {
  proves: 'bind({ fd }) takes a file descriptor of the primary',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const dgram = require('node:dgram');
    if (cluster.isPrimary) {
      cluster.on('listening', (worker, address) => say('listening', address));
      return cluster.fork();
    }
    const socket = dgram.createSocket('udp4');
    socket.on('error', (error) => process.exit(say('error', error)));
    socket.bind({ fd: 999 }, () => process.exit(say('bound')));
  },
};
