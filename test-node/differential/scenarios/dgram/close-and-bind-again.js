'use strict';

module.exports = {
  proves: 'sockets that are bound and closed again and again leave nothing behind',
  policies: ['rr'],
  program({ say, once }) {
    const cluster = require('node:cluster');
    const dgram = require('node:dgram');
    if (cluster.isPrimary) {
      cluster.on('exit', (worker, ...args) => say('exit', ...args));
      return cluster.fork();
    }
    const go = async () => {
      for (let i = 0; i < 60; i++) {
        const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1');
        await once(socket, 'listening');
        socket.close();
        await once(socket, 'close');
      }
      say('all closed');
      cluster.worker.disconnect();
    };
    go();
  },
};
