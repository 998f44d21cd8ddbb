'use strict';

module.exports = {
  proves: 'the error of an address that this machine does not have',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const dgram = require('node:dgram');
    if (cluster.isPrimary) return cluster.fork();
    const socket = dgram.createSocket('udp4');
    socket.on('error', (error) => process.exit(say('error', error)));
    socket.bind(0, '192.0.2.1');
  },
};
