'use strict';

module.exports = {
  proves: 'worker.disconnect() closes bound datagram sockets',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const dgram = require('node:dgram');
    if (cluster.isWorker) {
      const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1');
      socket.on('close', () => say('socket close'));
      process.on('exit', (code) => say('exit', code));
      return;
    }
    cluster.on('listening', (worker) => worker.disconnect());
    cluster.on('exit', (worker, ...args) => say('exit', ...args));
    cluster.fork();
  },
};
