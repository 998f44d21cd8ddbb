'use strict';

module.exports = {
  proves: 'the listening event of sockets bound without a host, and of udp6',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const dgram = require('node:dgram');
    if (cluster.isPrimary) {
      cluster.on('listening', (worker, address) => say('listening', address));
      return cluster.fork();
    }
    const ways = [
      ['udp4', 0],
      ['udp6', 0],
      ['udp6', 0, '::1'],
      ['udp4', { port: 0, address: '127.0.0.2' }],
      ['udp4'],
    ];
    const next = () => {
      if (ways.length === 0) return cluster.worker.disconnect();
      const [type, ...where] = ways.shift();
      const socket = dgram.createSocket(type);
      socket.bind(...where, () => {
        say(type, socket.address());
        setImmediate(() => socket.close(next));
      });
    };
    next();
  },
};
